"""What is taught, what was learned, and what can be shown for it."""

from education.models.certificates import Certificate, CertificateRequest
from education.models.learners import Attempt, Learner, LessonCompletion
from education.models.pages import LearnIndexPage, LessonPage, ModulePage
from education.models.releases import ModuleRelease, Question, QuestionVersion

__all__ = [
    "Attempt",
    "Certificate",
    "CertificateRequest",
    "LearnIndexPage",
    "Learner",
    "LessonCompletion",
    "LessonPage",
    "ModulePage",
    "ModuleRelease",
    "Question",
    "QuestionVersion",
]
