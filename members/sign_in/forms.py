"""Forms of signing in, with addresses in the one spelling."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import AddressField


class SignInCodeForm(RequestLoginCodeForm):
    """Asks where to mail the sign-in code to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()
        self.fields["email"].widget.attrs["autocomplete"] = "email webauthn"


class PasswordSignInForm(LoginForm):
    """Signing in with a password, for those who set one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def _setup_password_field(self) -> None:
        """Keep the field, which allauth drops where joining asks for no password."""


class NewAddressForm(AddEmailForm):
    """Changing one's address; the new one takes over once a code sent to it is typed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField(label=_("New e-mail address"))


class PasswordResetAddressForm(ResetPasswordForm):
    """Asks where to mail the link for a new password to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()


class CodeForm(forms.Form):
    """Asks for the code from the mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
