import re

import pytest

from tests.factories import PostFactory

# A page's CSRF token, which is masked anew each time.
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/?before=%00",
        "/admin/blog/post/?kind__exact=%00",
        "/admin/blog/post/?q=%00",
        "/admin/blog/post/?%00=1",
        "/admin/blog/tag/?q=%00",
        "/admin/autocomplete/?app_label=blog&model_name=post&field_name=tags&term=%00",
    ],
)
def test_nul_in_an_address_is_passed_over(client, root, path):
    PostFactory(author=root)
    client.force_login(root)
    with_nul, without = client.get(path), client.get(path.replace("%00", ""))
    assert with_nul.status_code == without.status_code
    assert TOKEN.sub(b"", with_nul.content) == TOKEN.sub(b"", without.content)
