"""Your profile: what everybody who writes may say of themselves. The rest of an account is for those who manage it."""

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post


class ProfileForm(forms.ModelForm):
    # "example.com" means its https one.
    website = User._meta.get_field("website").formfield(
        assume_scheme="https", label=_("Web site"), widget=forms.URLInput(attrs={"class": "vURLField"})
    )

    class Meta:
        model = User
        fields = ["name", "bio", "website"]
        labels = {"bio": _("About you")}
        widgets = {"name": AdminTextInputWidget, "bio": AdminTextareaWidget(attrs={"rows": 5})}


def profile(request: HttpRequest, admin_site: AdminSite) -> HttpResponse:
    """Shows and changes one's own row, and of it only what readers see."""
    # Not request.user itself: the page around a refused form still says who it is.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        # Only these columns: an administrator may be changing the others right now.
        person.save(update_fields=form.changed_data)
        messages.success(request, gettext("Your profile is saved."))
        return HttpResponseRedirect(reverse("admin:profile"))
    has_page = Post.objects.listed().filter(author=request.user.pk).exists()
    context = {
        **admin_site.each_context(request),
        "title": gettext("Your profile"),
        "form": form,
        "public_url": request.user.get_absolute_url() if has_page else "",
    }
    return render(request, "admin/profile.html", context)
