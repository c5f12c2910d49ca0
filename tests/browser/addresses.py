"""One address of every kind of public page in the demo."""

PUBLIC_PATHS = (
    "/",
    "/es/",
    "/about/",
    "/strategic-plan/",
    "/evidence/",
    "/evidence/facts/nsclc-benefit/",
    "/news/",
    "/learn/",
    "/learn/from-test-to-treatment/",
    "/act/",
    "/legislators/",
    "/newsletters/",
    "/search/",
    "/search/?q=biomarker",
    "/join/",
    "/account/login/",
    "/account/login/password/",
    "/preferences/",
    "/no-such-page/",
)
