"""A page that is asked for, and a form that is sent."""

from tests.web.console.house import Client


async def look(browser: Client, path: str, status: int = 200) -> str:
    """What the page says."""
    response = await browser.get(path)
    assert response.status == status
    return await response.text()


async def send(browser: Client, path: str, headers, fields) -> tuple[int, str]:
    """The status, and what the page says or where it leads."""
    response = await browser.post(path, data=fields, headers=headers, allow_redirects=False)
    return response.status, await response.text() or response.headers.get("Location", "")
