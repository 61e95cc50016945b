"""Keys as they stand on the keyboards of those who read about them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def key_names(keys: str) -> str:
    """Of `Ctrl+Shift+B`, in the language in force."""
    names = {"Ctrl": pgettext("key", "Ctrl"), "Shift": pgettext("key", "Shift")}
    return "+".join(names.get(key, key) for key in keys.split("+"))


@register.simple_tag
def key(keys: str) -> SafeString:
    """Scripts put the signs of a Mac in place of the names."""
    return format_html('<kbd data-keys="{}">{}</kbd>', keys, key_names(keys))
