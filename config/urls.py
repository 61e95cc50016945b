"""Every address hangs here."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# One door: the admin's own sign-in form knows neither throttling nor second factors.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("blog.urls")),
]

handler404 = "blog.views.errors.not_found"
handler500 = "blog.views.errors.server_error"
