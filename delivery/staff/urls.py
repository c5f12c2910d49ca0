"""The staff pages of the outbox, under `/admin/delivery/`."""

from django.urls import path

from delivery.staff import alignment_views, mailing_views, message_views, monitor_views, suppression_views

app_name = "delivery_admin"

urlpatterns = [
    path("", mailing_views.mailing_list, name="mailings"),
    path("monitor/", monitor_views.monitor, name="monitor"),
    path("monitor/figures/", monitor_views.monitor_figures, name="monitor_figures"),
    path("alignment/", alignment_views.alignment, name="alignment"),
    path("<int:mailing_id>/", mailing_views.mailing_detail, name="mailing"),
    path("<int:mailing_id>/progress/", mailing_views.mailing_progress, name="progress"),
    path("<int:mailing_id>/figures.csv", mailing_views.mailing_figures_csv, name="figures_csv"),
    path("<int:mailing_id>/recipients.csv", mailing_views.mailing_recipients_csv, name="recipients_csv"),
    path("<int:mailing_id>/steer/", mailing_views.steer, name="steer"),
    path("<int:mailing_id>/deliveries/<int:delivery_id>/", message_views.message, name="message"),
    path("<int:mailing_id>/deliveries/<int:delivery_id>/html/", message_views.message_html, name="message_html"),
    path("<int:mailing_id>/deliveries/<int:delivery_id>/source/", message_views.message_source, name="message_source"),
    path("<int:mailing_id>/deliveries/<int:delivery_id>/resolve/", mailing_views.resolve, name="resolve"),
    path("suppressions/", suppression_views.suppression_list, name="suppressions"),
    path("suppressions/add/", suppression_views.add_suppression, name="add_suppression"),
    path("suppressions/<int:suppression_id>/lift/", suppression_views.lift_suppression, name="lift_suppression"),
]
