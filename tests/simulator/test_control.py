"""Who may steer the simulator, and how waiting works."""

import asyncio
import json

import pytest
from yarl import URL

from bot.simulator.client import SimulatorError

from .conftest import APP_ID, OpenWorld, World


async def test_another_site_cannot_steer_it(world: World) -> None:
    """A page somebody opened in the same browser."""
    headers = {"Origin": "https://evil.example"}
    async with world.http.post(
        f"{world.root}/sim/citizens", data='{"name": "x"}', headers=headers
    ) as response:
        assert response.status == 403


async def test_a_rebound_name_does_not_reach_it(world: World) -> None:
    headers = {"Host": "evil.example"}
    async with world.http.get(f"{world.root}/sim/state", headers=headers) as response:
        assert response.status == 403


async def test_behind_a_published_port_it_can_be_opened(open_world: OpenWorld) -> None:
    world = await open_world(loopback_only=False)
    headers = {"Host": "sim.example"}

    async with world.http.get(f"{world.root}/sim/state", headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sim/citizens", {"name": ""}),
        ("/sim/citizens", {"nom": "x"}),
        ("/sim/clock/advance", {"seconds": -1}),
        ("/sim/faults", {"target": "*", "status": 200}),
        ("/sim/tokens/end", {"code": 1}),
    ],
)
async def test_a_wrong_request_is_explained(world: World, path: str, body: object) -> None:
    async with world.http.post(f"{world.root}{path}", json=body) as response:
        assert response.status == 422
        assert (await response.json())["error"]


async def test_an_unknown_citizen_is_explained(world: World) -> None:
    with pytest.raises(SimulatorError, match="no citizen is called 无名氏"):
        await world.sim.chat("无名氏")


async def test_a_wait_ends_as_soon_as_the_bubble_is_there(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")
    waiting = asyncio.create_task(world.sim.wait_for_bubble("王大爷", containing="修好"))

    await world.say_by_service(openid, "请稍等")
    await world.say_by_service(openid, "路灯已经修好了")

    assert (await waiting).text == "路灯已经修好了"


async def test_a_wait_in_vain_tells_what_came_instead(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.say_by_service(openid, "请稍等")

    with pytest.raises(TimeoutError, match="请稍等"):
        await world.sim.wait_for_bubble("王大爷", containing="修好", timeout_s=1)


async def test_the_page_loads_nothing_from_elsewhere(world: World) -> None:
    async with world.http.get(f"{world.root}/") as response:
        html = await response.text()
        policy = response.headers["Content-Security-Policy"]

    assert APP_ID in html
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in html


@pytest.mark.parametrize("name", ["..%2fserver.py", "nothing.js", "..%2f..%2f__init__.py"])
async def test_only_the_pages_own_files_are_served(world: World, name: str) -> None:
    async with world.http.get(URL(f"{world.root}/static/{name}", encoded=True)) as response:
        assert response.status == 404


async def test_every_change_is_streamed(world: World) -> None:
    async with world.http.get(f"{world.root}/sim/stream") as response:
        await response.content.readline()
        await world.sim.create("王大爷")
        lines = []
        while not lines or not lines[-1].startswith("data:"):
            lines.append((await response.content.readline()).decode().strip())

    assert "event: citizen" in lines
    assert json.loads(lines[-1].removeprefix("data: "))["name"] == "王大爷"


async def test_the_state_holds_everything_the_page_shows(world: World) -> None:
    await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")

    async with world.http.get(f"{world.root}/sim/state") as response:
        state = await response.json()

    assert state["chats"][state["citizens"][0]["openid"]][0]["text"] == "在吗"
    assert {unit["code"] for unit in state["departments"]} == {"heating", "housing"}
    assert state["log"][-1]["kind"] == "push"


async def test_the_departments_keys_stay_out_of_the_page(world: World) -> None:
    """A screen may be shared."""
    async with world.http.get(f"{world.root}/sim/state") as response:
        assert "whsec_" not in await response.text()
