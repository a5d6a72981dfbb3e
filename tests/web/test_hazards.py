"""The hazards of the staff site, and the tests that hold each of them.

1 an emergency out of sight, 2 "Send now", 3 the alert card, 4 answers, 5 "can't be reached", 6 cancel and pause, 7 the
wrong patient, 8 alert and conversation, 9 digits, emails and the reply box, 10 times and two plans, 11 the way back.
"""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]

HAZARDS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "browser/test_triage.py": ("test_chest_pain_is_on_top_within_one_refresh",),
        "web/replies/test_triage.py": ("test_what_was_taken_stays_visible_and_a_new_one_comes_before_it",),
    },
    2: {
        "web/plans/test_confirmations.py": (
            "test_send_now_is_there_for_the_day_s_step_alone",
            "test_send_now_shows_words_and_recipient_first_and_sends_then",
            "test_send_now_is_taken_back_until_it_is_claimed",
        ),
    },
    3: {
        "web/replies/test_triage.py": (
            "test_a_red_flag_stands_first_with_everything_in_its_row",
            "test_several_texts_of_one_patient_are_one_row_with_a_count",
            "test_urgent_and_emergency_have_other_words",
        ),
    },
    4: {
        "web/replies/test_triage.py": (
            "test_an_answer_by_link_stands_on_the_patients_page_and_in_the_thread",
            "test_an_answer_is_words_and_a_better_one_shows_on_the_alert",
            "test_no_page_shows_the_code_of_an_answer_or_of_a_step",
        ),
    },
    5: {"web/plans/test_confirmations.py": ("test_who_gets_the_same_step_by_email_is_not_called_out_of_reach",)},
    6: {
        "web/plans/test_confirmations.py": (
            "test_a_cancelled_plan_comes_back_for_ten_minutes_as_it_was",
            "test_a_clinic_is_paused_when_that_was_typed_and_no_other_is",
            "test_everything_is_paused_by_command_only_and_a_clinic_stays_paused_after",
        ),
        "web/plans/test_move.py": ("test_a_move_after_which_nothing_goes_out_is_confirmed_first",),
    },
    7: {
        "services/enrollment/test_second_identifier.py": ("test_how_a_patient_is_named",),
        "web/plans/test_confirmations.py": (
            "test_another_patients_phone_is_taken_over_only_when_it_is_said_to_be_shared",
        ),
    },
    8: {
        "web/replies/test_triage.py": (
            "test_resolving_the_alert_resolves_the_thread_and_the_other_way_round",
            "test_a_note_alone_ends_nothing",
            "test_a_thread_that_was_handed_over_shows_its_owner",
            "test_the_front_desk_does_not_end_an_emergency",
        ),
    },
    9: {
        "web/replies/test_late_digits.py": (
            "test_a_late_answer_is_saved_in_one_click_with_what_it_calls_for",
            "test_a_digit_that_answers_nothing_says_so_and_is_resolved_in_one_click",
        ),
        "web/replies/test_triage.py": ("test_the_thread_shows_emails_and_no_reply_box_where_no_text_may_go",),
    },
    10: {
        "web/replies/test_triage.py": (
            "test_a_red_flag_stands_first_with_everything_in_its_row",  # its time names the clinic's clock
            "test_past_surgeries_that_no_one_confirmed_stay_listed_and_counted",
        ),
        "web/alerts/test_today_and_inbox.py": ("test_what_goes_out_today_is_listed_on_the_patients_clock",),
        "web/plans/test_confirmations.py": (
            "test_with_two_plans_each_is_named_and_pausing_one_says_that_the_other_sends",
        ),
    },
    11: {
        "browser/test_language.py": (
            "test_back_after_a_search_shows_it_again",
            "test_another_language_keeps_what_is_typed",
        ),
        "web/records/test_patients.py": (
            "test_the_address_of_a_search_hides_the_name_and_opens_for_its_owner_and_a_while_only",
        ),
        "cli/test_settings.py": (
            "test_the_demo_overwrites_nothing_but_a_demo",
            "test_links_lead_to_where_the_one_process_listens",
        ),
    },
}


def test_each_of_the_eleven_hazards_has_a_test():
    assert list(HAZARDS) == list(range(1, 12))
    missing = [
        (number, file, name)
        for number, files in HAZARDS.items()
        for file, names in files.items()
        for name in names
        if name not in names_in(TESTS / file)
    ]
    assert not missing, "a test was renamed: write its new name here, or write the test"


def names_in(path: Path) -> set[str]:
    return {item.name for item in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(item, ast.FunctionDef)}
