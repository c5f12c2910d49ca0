"""How long it takes to count a segment over a million members.

    python -m benchmarks.segments --members 1000000 --json

Fills a database of its own on the PostgreSQL of `DATABASE_URL` with invented members, what they care
about, subscribe to, took part in and learned, and counts segments of one to five conditions with AND, OR
and NOT, each with its sample as on the staff page. The median of the rounds counts. `--explain` prints
the plan of each.
"""

import argparse
import json
import os
import statistics
import time
from typing import Any

SETS = """
SELECT setseed(0.5);
INSERT INTO members_member (password, is_superuser, public_id, email, first_name, last_name, language, audience,
    zip_code, state, street_address, city, is_staff, is_active, email_confirmed_at, date_joined, last_login)
SELECT '!', false, gen_random_uuid(), 'person' || n || '@people.test', 'Robin', 'Sample',
    CASE WHEN random() < 0.12 THEN 'es' ELSE 'en' END,
    (ARRAY['', '', 'patient', 'provider', 'payer', 'policymaker'])[1 + floor(random() * 6)::int],
    lpad(floor(random() * 99000 + 501)::text, 5, '0'),
    (ARRAY['OH', 'PA', 'CA', 'TX', 'NY', 'WV', 'FL', 'MA', 'WA', ''])[1 + floor(random() * 10)::int], '', '',
    false, random() < 0.99, CASE WHEN random() < 0.8 THEN now() END, now() - random() * interval '5 years',
    CASE WHEN random() < 0.1 THEN now() - random() * interval '2 years' END
FROM generate_series(1, %(members)s) AS n;
INSERT INTO members_interest (translation_key, name, slug, locale_id)
SELECT gen_random_uuid(), 'Topic ' || n, 'topic-' || n, %(locale)s FROM generate_series(1, 5) AS n;
INSERT INTO members_member_interests (member_id, interest_id)
SELECT m.id, i.id FROM members_member m, members_interest i WHERE random() < 0.3;
INSERT INTO members_organisation (name, slug, category, website, description, is_listed)
SELECT 'Organisation ' || n, 'organisation-' || n,
    (ARRAY['innovator', 'scientist', 'patient', 'provider', 'payer'])[1 + n %% 5], '', '', true
FROM generate_series(1, 500) AS n;
INSERT INTO members_representative (role, may_sign, member_id, organisation_id)
SELECT '', false, m.id, o.id
FROM (SELECT id, row_number() OVER () AS n FROM members_member WHERE random() < 0.02) m
JOIN (SELECT id, row_number() OVER () AS n FROM members_organisation) o ON o.n = 1 + m.n %% 500;
INSERT INTO newsletters_newsletter (translation_key, name, slug, description, pillar, cadence, sender_name,
    sender_mailbox, reply_to, reader_word, is_open, locale_id)
SELECT gen_random_uuid(), 'Letter ' || n, 'letter-' || n, 'About.', 'all', 'monthly', 'Coalition', 'news', '', 'reader',
    true, %(locale)s FROM generate_series(1, 2) AS n;
INSERT INTO newsletters_subscription (state, round, source, asked_at, confirmed_at, member_id, newsletter_id)
SELECT 'active', 1, 'form', now(), now(), m.id, l.id FROM members_member m, newsletters_newsletter l WHERE random() < 0.5;
INSERT INTO campaigns_action (name, kind, opens_at) SELECT 'Action ' || n, 'letter', now() FROM generate_series(1, 3) AS n;
INSERT INTO campaigns_participation (public_id, receipt_token, state, language, written_as, first_name, last_name,
    zip_code, region, districts, own_words, open_parts, consent_wording, content_digest, revision, created_at,
    confirmed_at, action_id, member_id)
SELECT gen_random_uuid(), gen_random_uuid()::text, 'confirmed', 'en', 'anyone', '', '', '', '', '{}', '', '{}', '', '',
    1, now(), now() - random() * interval '2 years', a.id, m.id
FROM members_member m, campaigns_action a WHERE random() < 0.1;
INSERT INTO education_learner (public_id, member_id, created_at, last_active_at)
SELECT gen_random_uuid(), id, now(), now() - random() * interval '2 years' FROM members_member WHERE random() < 0.1;
"""


def main() -> None:
    """Fill a database, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000, help="how many members to invent")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--explain", action="store_true", help="print the plan of each query")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"benchmark_segments_{connection.settings_dict['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    began = time.perf_counter()
    _fill(options.members)
    figures: dict[str, Any] = {
        "members": options.members,
        "rounds": options.rounds,
        "seconds to fill the tables": round(time.perf_counter() - began, 1),
    }
    for name, definition in _definitions().items():
        figures[name] = _measure(definition, options)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:62} {value}")


def _fill(members: int) -> None:
    from django.db import connection
    from wagtail.models import Locale

    locale = Locale.objects.get_or_create(language_code="en")[0]
    values = {"members": members, "locale": locale.pk}
    with connection.cursor() as cursor:
        for statement in SETS.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def _definitions() -> dict[str, dict[str, Any]]:
    from advocacy.campaigns.models import Action
    from newsletters.models import Newsletter

    letter, action = str(Newsletter.objects.order_by("pk")[0].pk), str(Action.objects.order_by("pk")[0].pk)

    def leaf(condition: str, value: str) -> dict[str, Any]:
        return {"condition": condition, "parameters": {"value": value}}

    states, spanish, patients = leaf("state", "OH, PA"), leaf("language", "es"), leaf("audience", "patient")
    reads, joined = leaf("newsletters.subscribed", letter), leaf("campaigns.took-part", action)
    cares, speaks, active = (
        leaf("interest", "topic-1"),
        leaf("organisation-category", "patient"),
        leaf("active-within", "90"),
    )
    return {
        "everybody": {"all": []},
        "state": {"all": [states]},
        "three conditions: reader and interest, not joined": {"all": [reads, cares, {"not": joined}]},
        "OR over four tables": {"any": [reads, cares, joined, speaks]},
        "NOT of an OR over three tables": {"not": {"any": [cares, joined, speaks]}},
        "five conditions, nested": {"all": [states, {"any": [cares, joined, patients]}, {"not": spanish}]},
        "active within 90 days (four activities)": {"all": [active]},
        "active, reader, and OR of two": {"all": [active, reads, {"any": [cares, {"not": joined}]}]},
    }


def _measure(definition: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    from members.segments.counting import room_to_count, size_of
    from members.segments.filters import members_matching

    times, size = [], None
    for _round in range(options.rounds):
        began = time.perf_counter()
        size = size_of(definition)
        times.append(time.perf_counter() - began)
    if options.explain:
        with room_to_count():
            print(members_matching(definition).order_by().explain(analyze=True))
    assert size is not None
    return {"count": size.count, "seconds, median": round(statistics.median(times), 3), "worst": round(max(times), 3)}


if __name__ == "__main__":
    main()
