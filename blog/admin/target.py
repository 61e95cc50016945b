"""Targets: the places that posts are sent to. Their credentials can be written and never read."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from blog.models import Delivery, Target
from blog.models.target import WEBSUB
from blog.outgoing.addresses import checked
from blog.outgoing.errors import NotSent
from blog.syndication.credentials import save_target, secrets_of, with_access
from blog.syndication.kinds import DeliveryProblem, Kind, Setting
from blog.syndication.outbox import kind_of, resume
from blog.syndication.registry import KINDS

from .base import NounAdmin

PREFIX = "kind_"


class SecretInput(forms.PasswordInput):
    """Never filled in; says whether something is kept."""

    def __init__(self, *, is_kept: bool) -> None:
        attrs = {"autocomplete": "new-password", "class": "vTextField"}
        super().__init__(attrs | ({"placeholder": gettext("kept; type to replace it")} if is_kept else {}))


class TargetForm(forms.ModelForm):
    """With the fields of its kind, which is chosen before and stays."""

    class Meta:
        model = Target
        fields = ("name", "expires_on", "template", "is_default", "source")
        # As browsers have it.
        widgets = {
            "expires_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vTextField vDateField"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.instance.kind or self.kind_slug
        self.kind: Kind = kind_of(self.instance)
        self.kept = secrets_of(self.instance)
        self.fields["template"].widget.attrs["placeholder"] = self.kind.default_template
        for setting in self.kind.settings:
            self.fields[PREFIX + setting.name] = self._field(setting)
        if not _ends(self.kind):
            del self.fields["expires_on"]

    def _field(self, setting: Setting) -> forms.Field:
        is_kept = setting.is_secret and setting.name in self.kept
        is_needed = setting.is_required and not is_kept
        options = {"label": capfirst(setting.label), "help_text": setting.help, "required": is_needed}
        if setting.choices:
            return forms.ChoiceField(choices=setting.choices, initial=self._now(setting), **options)
        if setting.is_secret:
            return forms.CharField(widget=SecretInput(is_kept=is_kept), max_length=2000, **options)
        if setting.is_number:
            return forms.IntegerField(min_value=1, max_value=999_999, initial=self._now(setting), **options)
        widget = forms.TextInput(attrs={"class": "vTextField"})
        return forms.CharField(widget=widget, max_length=500, initial=self._now(setting), **options)

    def _now(self, setting: Setting) -> str:
        return self.instance.settings.get(setting.name, setting.default)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for setting in self.kind.settings:
            value = cleaned.get(PREFIX + setting.name, "")
            if setting.is_address and value:
                try:
                    checked(value)
                except NotSent as error:
                    self.add_error(PREFIX + setting.name, str(error))
        self._want_whole_groups(cleaned)
        self._suppose_end(cleaned)
        return cleaned

    def _want_whole_groups(self, cleaned: dict[str, Any]) -> None:
        given = {s.name for s in self.kind.settings if s.name in self.kept or cleaned.get(PREFIX + s.name)}
        begun = {setting.together for setting in self.kind.settings if setting.together and setting.name in given}
        for setting in self.kind.settings:
            if setting.together in begun and setting.name not in given:
                self.add_error(PREFIX + setting.name, gettext("The others are of no use without it."))

    def _suppose_end(self, cleaned: dict[str, Any]) -> None:
        """Of a new token, where nobody said when it ends."""
        entered = [s.days for s in self.kind.settings if s.days and cleaned.get(PREFIX + s.name)]
        if entered and cleaned.get("expires_on") == self.initial.get("expires_on"):
            cleaned["expires_on"] = timezone.now().date() + dt.timedelta(days=min(entered))

    def save(self, commit: bool = True) -> Target:
        entered = {s: self.cleaned_data.get(PREFIX + s.name, "") for s in self.kind.settings}
        self.instance.settings = {
            **self.instance.settings,
            **{s.name: "" if value is None else str(value) for s, value in entered.items() if not s.is_secret},
        }
        self.secrets = {setting.name: value for setting, value in entered.items() if setting.is_secret and value}
        return super().save(commit)


def _ends(kind: Kind) -> bool:
    return any(setting.days for setting in kind.settings)


@admin.register(Target)
class TargetAdmin(NounAdmin):
    form = TargetForm
    autocomplete_fields = ("source",)
    list_display = ("name", "kind_in_words", "state", "is_default", "waiting")
    search_fields = ("name",)

    @admin.display(description=_("kind"))
    def kind_in_words(self, target: Target) -> str:
        return str(KINDS[target.kind].label) if target.kind in KINDS else target.kind

    @admin.display(description=_("state"))
    def state(self, target: Target) -> str:
        if target.paused_at:
            return format_html('<span class="state state-failed">{}</span>', gettext("paused"))
        if target.is_ending:
            said = gettext("until %(day)s") % {"day": date_format(target.expires_on)}
            return format_html('<span class="state state-scheduled">{}</span>', said)
        return format_html('<span class="state state-published">{}</span>', gettext("on"))

    @admin.display(description=_("outbox"))
    def waiting(self, target: Target) -> str:
        url = f"{reverse('admin:blog_delivery_changelist')}?target__id__exact={target.pk}"
        return format_html('<a href="{}">{}</a>', url, gettext("what was sent"))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if request.GET.get("kind", "") not in KINDS:
            # The hub is named in the site settings, which make its target.
            chosen = [kind for kind in KINDS.values() if kind.slug != WEBSUB]
            kinds = [{"slug": kind.slug, "label": kind.label} for kind in chosen]
            return self._choose_kind(request, kinds)
        return super().add_view(request, form_url, extra_context)

    def _choose_kind(self, request: HttpRequest, kinds: list[dict[str, Any]]) -> HttpResponse:
        if not self.has_add_permission(request):
            return self.changelist_view(request)
        context = {**self.admin_site.each_context(request), "title": gettext("Where to?"), "kinds": kinds}
        request.current_app = self.admin_site.name
        return admin.sites.TemplateResponse(request, "admin/blog/target/choose_kind.html", context)

    def get_form(self, request: HttpRequest, obj: Target | None = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **{**kwargs, "fields": TargetForm.Meta.fields})
        form.kind_slug = obj.kind if obj else request.GET.get("kind", "")
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Target | None = None) -> list[tuple]:
        kind = KINDS.get(obj.kind if obj else request.GET.get("kind", ""))
        own = [PREFIX + setting.name for setting in kind.settings] if kind else []
        own += ["expires_on"] if kind and _ends(kind) else []
        return [
            (kind.label if kind else None, {"fields": ["name", *own]}),
            (_("What is sent"), {"fields": ["template", "is_default", "source"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Target, form: TargetForm, change: bool) -> None:
        changed = {name for name in form.changed_data if name in form.Meta.fields}
        # Also where the form has supposed it.
        changed |= {"expires_on"} if obj.expires_on != form.initial.get("expires_on") else set()
        save_target(target=obj, secrets=form.secrets, changed=changed if change else ())

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:pk>/try/", self.admin_site.admin_view(require_POST(self.try_out)), name="target_try"),
            path("<int:pk>/resume/", self.admin_site.admin_view(require_POST(self.resume)), name="target_resume"),
        ]
        return own + super().get_urls()

    def try_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whether its credentials are accepted; publishes nothing."""
        target = self._mine(request, pk)
        try:
            name = with_access(target, kind_of(target).check)
        except DeliveryProblem as problem:
            messages.error(request, gettext("It does not work: %(why)s") % {"why": problem})
        else:
            messages.success(request, gettext("It works, as %(name)s.") % {"name": name})
        return self._back(pk)

    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        resume(target=self._mine(request, pk))
        messages.success(request, gettext("What has waited is sent now."))
        return self._back(pk)

    def _mine(self, request: HttpRequest, pk: int) -> Target:
        target = get_object_or_404(Target, pk=pk)
        if not self.has_change_permission(request, target):
            raise admin.options.PermissionDenied
        return target

    def _back(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:blog_target_change", args=[pk]))

    def why_kept(self, objs: Any) -> list[str]:
        waiting = Delivery.objects.filter(target__in=objs, state=Delivery.State.WAITING).select_related("target")
        said = gettext("Something waits to be sent to %(target)s. Cancel it in the outbox first.")
        return [said % {"target": each.target} for each in waiting.order_by("target_id").distinct("target_id")]
