"""Invented members for the benchmarks, with what they care about, subscribe to, took part in and learned."""

SETS = """
SELECT setseed(0.5);
INSERT INTO members_member (password, is_superuser, public_id, email, first_name, last_name, language, audience,
    zip_code, state, street_address, city, is_staff, is_active, email_confirmed_at, date_joined, last_login)
SELECT '!', false, gen_random_uuid(), 'person' || n || '@people.example', 'Robin', 'Sample',
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
    sender_mailbox, reply_to, reader_word, counts_clicks, is_open, locale_id)
SELECT gen_random_uuid(), 'Letter ' || n, 'letter-' || n, 'About.', 'all', 'monthly', 'Coalition', 'news', '', 'reader', true,
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


def fill_members(members: int) -> None:
    """Fill the tables of the database in use, which must be empty, and let PostgreSQL learn their size."""
    from django.db import connection
    from wagtail.models import Locale

    locale = Locale.objects.get_or_create(language_code="en")[0]
    values = {"members": members, "locale": locale.pk}
    with connection.cursor() as cursor:
        for statement in SETS.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
