"""Care plans and wording that change on the site: their starts, moves of those enrolled, and what an editor shows."""
