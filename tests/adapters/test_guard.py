"""Which addresses we may post to."""

import pytest
from aiohttp import ThreadedResolver

from bot.adapters.guard import AddressRefused, Guard, GuardedResolver
from bot.domain.errors import BadSetting

STRICT = Guard()


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://127.8.9.10/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.100.100.200/latest/meta-data/",
        "https://168.63.129.16/",
        "https://10.0.0.1/",
        "https://172.16.5.5/",
        "https://192.168.1.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[ff02::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::a9fe:a9fe]/",
    ],
)
def test_addresses_inside_are_refused(address: str):
    """Whatever way they are written."""
    with pytest.raises(AddressRefused):
        STRICT.check(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.city.example/",
        "http://8.8.8.8/",
        "ftp://hooks.city.example/",
        "file:///etc/passwd",
        "https://",
        "hooks.city.example",
        "https://[::1",
        "",
    ],
)
def test_only_https_addresses_are_called(address: str):
    """Plain http shows a citizen's words to whoever listens."""
    with pytest.raises(AddressRefused):
        STRICT.check(address)


def test_a_public_https_address_is_fine():
    """The usual case."""
    assert str(STRICT.check("https://8.8.8.8/hook")) == "https://8.8.8.8/hook"
    assert STRICT.check("https://hooks.city.example/").host == "hooks.city.example"


@pytest.mark.parametrize("inside", ["10.1.2.3", "192.168.0.9", "fd00::7"])
def test_an_allowed_name_may_point_into_the_private_network(inside: str):
    """Most departments' systems stand in the government's own network."""
    guard = Guard.of(["hooks.gov.internal"])

    guard.check("http://hooks.gov.internal/hook")
    guard.check_resolved("hooks.gov.internal", inside)
    with pytest.raises(AddressRefused):
        guard.check_resolved("other.gov.internal", inside)


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "::1", "100.100.100.200"])
def test_an_allowed_name_never_opens_this_machine_or_the_clouds_keys(inside: str):
    """For these the operator must name the address itself."""
    guard = Guard.of(["hooks.gov.internal"])

    with pytest.raises(AddressRefused):
        guard.check_resolved("hooks.gov.internal", inside)


def test_an_allowed_network_opens_exactly_itself():
    """And lets plain http through to it."""
    guard = Guard.of(["10.20.0.0/16", "127.0.0.1"])

    guard.check("http://10.20.3.4:8000/hook")
    guard.check("http://127.0.0.1:9000/hook")
    with pytest.raises(AddressRefused):
        guard.check("http://10.21.0.1/hook")
    with pytest.raises(AddressRefused):
        guard.check("http://127.0.0.2/hook")


def test_loopback_is_open_in_the_demonstration_alone():
    """There the simulator stands on the same machine."""
    demo = Guard.of((), demo=True)

    demo.check("http://127.0.0.1:8081/hook/heating")
    demo.check("http://localhost:8081/hook/heating")
    demo.check_resolved("localhost", "::1")
    with pytest.raises(AddressRefused):
        demo.check("https://169.254.169.254/")
    with pytest.raises(AddressRefused):
        Guard.of(()).check("http://localhost:8081/")


@pytest.mark.parametrize("entry", ["https://x.example", "10.0.0.0/33", "a b", "", "x.example:80"])
def test_a_wrong_entry_stops_the_start_and_says_what_to_write(entry: str):
    """A typing error must not silently open nothing, or everything."""
    with pytest.raises(BadSetting, match="HUIYING_ALLOW_HOSTS"):
        Guard.of([entry])


def test_names_are_compared_as_machines_do():
    """Capitals, a full stop at the end and Chinese names change nothing."""
    guard = Guard.of(["Hooks.Gov.Internal", "政务.internal"])

    guard.check("http://hooks.gov.internal./hook")
    guard.check("http://HOOKS.gov.internal/hook")
    guard.check("http://政务.internal/hook")


async def test_the_real_resolver_is_judged_too():
    """localhost resolves on every machine, without a network."""
    resolver = GuardedResolver(STRICT, ThreadedResolver())

    with pytest.raises(AddressRefused):
        await resolver.resolve("localhost", 80)
