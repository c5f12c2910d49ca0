"""The addresses of `advocacy.outreach` that are not Wagtail pages."""

from django.urls import path

from advocacy.outreach import receipts

app_name = "outreach"

urlpatterns = [
    path("letters/<str:token>/", receipts.receipt, name="receipt"),
]
