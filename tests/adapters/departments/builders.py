"""Units and their deliveries, for tests that care about one detail."""

import base64
from collections.abc import Mapping

from bot.adapters.departments.ways import Ways
from bot.domain.dispatch import Catalogue, Delivery, Department

SECRET = "whsec_" + base64.b64encode(b"a secret of the heating office!!").decode()
CENTRES_SECRET = "whsec_" + base64.b64encode(b"a secret of the coordinating one").decode()


def a_delivery(url: str = "https://hooks.example/", kind: str = "webhook") -> Delivery:
    return Delivery(kind, url, SECRET)


def some_ways(deliveries: Mapping[str, Delivery]) -> Ways:
    """heating_north under heating under the centre; construction beside them."""
    catalogue = Catalogue(
        "test",
        "service_center",
        (
            Department("service_center", "政务服务协调中心", None, ()),
            Department("heating", "供热管理办公室", "service_center", ()),
            Department("heating_north", "供热办北片", "heating", ()),
            Department("construction", "城乡建设局", None, ()),
        ),
    )
    return Ways(catalogue, deliveries)
