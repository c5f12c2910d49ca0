"""Signs staff in with their second factor, as the editing pages ask."""

import time

from django.contrib.auth.models import Permission
from django.test import Client

from members.models import Member


def staff_client(*permissions: str, superuser: bool = False) -> Client:
    """A client signed in as a member of staff with these permissions."""
    member = Member.objects.create_user(
        f"staff-{'-'.join(permissions) or 'all'}@example.org", is_staff=True, is_superuser=superuser
    )
    member.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client = Client()
    client.force_login(member)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return client
