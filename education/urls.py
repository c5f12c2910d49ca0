"""The addresses of `education` that are not Wagtail pages.

What learners post goes to `/learn/-/…`: a hyphen is no slug that a module could take.
"""

from django.urls import path

from education.views import certificates, progress, quiz

app_name = "education"

urlpatterns = [
    path("learn/-/lessons/<int:page_id>/complete/", progress.complete, name="complete_lesson"),
    path("learn/-/modules/<int:page_id>/questions/<int:version_id>/", quiz.answer, name="answer"),
    path("learn/-/modules/<int:page_id>/certificate/", certificates.request_one, name="request_certificate"),
    path("learn/-/progress/<uuid:module_key>.json", progress.as_json, name="progress"),
    path("certificates/<uuid:public_id>/", certificates.show, name="certificate"),
    path("certificates/<uuid:public_id>.pdf", certificates.as_pdf, name="certificate_pdf"),
]
