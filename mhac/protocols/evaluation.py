"""What one applicant must have, and what the facts say about class, travel and validity: pure, three-valued, traced."""

from __future__ import annotations

from collections.abc import Mapping

from mhac.protocols.assessment import Applicant, Assessment
from mhac.protocols.template import Template


def evaluate(
    template: Template,
    applicant: Applicant,
    facts: Mapping[str, object],
    *,
    settings: Mapping[str, object] | None = None,
) -> Assessment:
    """Assess one applicant under one template. `settings` are a clinic's signed overrides of template numbers."""
    raise NotImplementedError
