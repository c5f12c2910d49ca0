"""Who works here: Wagtail's user administration, narrowed to staff."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.log_actions import log
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from members.addresses import clean_email, normalise_email
from members.forms import AddressField
from members.models import Member


class StaffForm(forms.ModelForm[Member]):
    """What is common to appointing staff and changing what they may do.

    Only administrators may make administrators; otherwise everyone who may edit staff could make
    themselves one.
    """

    def __init__(self, *args: Any, appointed_by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not appointed_by.is_superuser:
            self.fields.pop("is_superuser", None)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False


class StaffCreationForm(StaffForm, UserCreationForm):
    """Appoints somebody as staff: a new person, or a member who exists already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        data = kwargs.get("data") or (args[0] if args else None)
        known = Member.objects.filter(email=normalise_email((data or {}).get("email") or ""), is_staff=False).first()
        if known is not None:
            kwargs["instance"] = known
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()

    def save(self, commit: bool = True) -> Member:  # noqa: FBT001, FBT002  Django's contract
        """Appoint; a new person signs in by a code sent to their address."""
        self.instance.is_staff = True
        if not self.instance.pk:
            self.instance.set_unusable_password()
        saved: Member = super().save(commit=commit)
        return saved

    class Meta(UserCreationForm.Meta):
        fields: ClassVar = ["email", "first_name", "last_name", "is_superuser", "groups"]


class StaffEditForm(StaffForm, UserEditForm):
    """Changes what a staff member may do, or ends their role."""

    is_staff = forms.BooleanField(
        label=_("Staff"),
        required=False,
        help_text=_("Without it the person stays a member, but loses all rights here and is signed out at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = bool(kwargs.get("editing_self"))
        appointed_by = kwargs["appointed_by"]
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("The person changes it on their own account page.")
        if editing_self:
            del self.fields["is_staff"]
        if self.instance.is_superuser and not appointed_by.is_superuser:
            raise PermissionDenied

    def clean_email(self) -> str:
        """Keep the address in the one spelling."""
        return clean_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> Member:  # noqa: FBT001, FBT002  Django's contract
        """Save; whoever loses the staff role loses groups and administrator's rights with it."""
        if not self.cleaned_data.get("is_staff", True):
            self.instance.is_superuser = False
            self.cleaned_data["groups"] = []
            self.cleaned_data["is_superuser"] = False
        saved: Member = super().save(commit=commit)
        return saved

    class Meta(UserEditForm.Meta):
        fields: ClassVar = ["email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "groups"]


class StaffIndexView(IndexView):
    """Lists staff; whoever may only see members does not see this list."""

    any_permission_required: ClassVar = ["add", "change", "delete"]
    add_item_label = _("Appoint staff")
    page_title = _("Staff")

    def get_base_queryset(self) -> QuerySet[Member]:
        """Return staff only."""
        queryset: QuerySet[Member] = super().get_base_queryset().filter(is_staff=True)
        return queryset

    @cached_property
    def columns(self) -> list[Column]:
        """Leave the boxes for bulk actions out: the role is given and taken one by one."""
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def get_delete_url(self, instance: Member) -> None:
        """People are not deleted here: their role ends, or they are erased as members."""


class StaffCreateView(CreateView):
    """Appoints staff."""

    page_title = _("Appoint staff")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who appoints."""
        return {**super().get_form_kwargs(), "appointed_by": self.request.user}


class StaffEditView(EditView):
    """Changes what a staff member may do."""

    def get_queryset(self) -> QuerySet[Member]:
        """Return staff only."""
        return Member.objects.filter(is_staff=True)

    def get_object(self, queryset: QuerySet[Member] | None = None) -> Member:
        """Return the staff member; a plain member is not edited here."""
        found: Member = super().get_object(queryset if queryset is not None else self.get_queryset())
        if not found.is_staff:
            raise PermissionDenied
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who changes."""
        return {**super().get_form_kwargs(), "appointed_by": self.request.user}

    def save_instance(self) -> Member:
        """Save and note in the log who took or gave which role."""
        before = Member.objects.get(pk=self.object.pk)
        saved: Member = super().save_instance()
        if before.is_staff and not saved.is_staff:
            log(saved, "members.staff_ended", user=self.request.user, title=str(saved.public_id))
        return saved


class NoDeleteView(DeleteView):
    """Refuses: a person's role ends, or they are erased as a member."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002  Django's contract
        """Refuse."""
        raise PermissionDenied


class StaffViewSet(UserViewSet):
    """Wagtail's user administration, narrowed to staff."""

    menu_label = _("Staff")
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = NoDeleteView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[StaffForm]:  # noqa: FBT001, FBT002  Wagtail's contract
        """Return the form for appointing or for changing."""
        return StaffEditForm if for_update else StaffCreationForm


class _Refused:
    """A bulk action on users that is not offered: it would pass by consent ledger, audit and erasers."""

    def check_perm(self, member: Member) -> bool:  # noqa: ARG002  Wagtail's contract
        """Refuse for everybody."""
        return False


class NoBulkDelete(_Refused, DeleteBulkAction):
    """Refuses to delete people in bulk."""


class NoBulkRoles(_Refused, AssignRoleBulkAction):
    """Refuses to give roles in bulk."""


class NoBulkActivation(_Refused, SetActiveStateBulkAction):
    """Refuses to block people in bulk."""
