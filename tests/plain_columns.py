"""Columns that say nothing about a person by themselves, a line for each table.

Keys and numbers of rows, states, texts of petitions, sums, and moments of the software's own work. Every other column
stands in the data map of docs/privacy.md; tests/test_privacy.py compares both with the models. A new column belongs
into the map if whoever reads it learns something of a person that the row's being there does not tell.
"""

PLAIN = {
    "action": "id petition_id position kind titles texts networks hashtags event_id",
    "action_message": "id action_id position addressee_id language subject text",
    "addressee": "id petition_id role position country language gets_figures_only added_at",
    "addressee_text": "id addressee_id language institution",
    "alert": "name began_at told_at quiet_since",
    "audit": "id team_id verb created_at",
    "backup": "id name sha256 bytes rows taken_at finished_at",
    "block": "id public_id kind created_at expires_at",
    "checkpoint": "id petition_id size root online signatories paper withdrawn removed held note created_at",
    "comment": "id public_id signature_id signature_public_id petition_id state hidden_because reports is_reviewed",
    "consent": "id consent_text_id",
    "consent_text": "id team_id purpose language version text sha256 created_at",
    "correction": "id public_id petition_id language revision_id words reason permille asked_at decided_at "
    "outcome answer",
    "daily_key": "day sealed created_at",
    "data_key": "id name sealed created_at",
    "doubts_told": "petition_id told_at newest",
    "epoch": "id petition_id sequence size root note created_at",
    "erasure": "id kind created_at",
    "event": "id public_id petition_id position starts_local minutes zone shown_zones titles places texts url",
    "export": "id public_id petition_id purpose since_id columns checkpoint_size cut_off rows sha256 "
    "finished_at deleted_at",
    "factor": "id public_id organiser_id kind uses last_step wrong_codes created_at",
    "field_definition": "id petition_id position key labels is_required",
    "forgotten": "id month what n",
    "goal_step": "id petition_id target",
    "hold": "id signature_id created_at settled_at outcome",
    "invitation": "id public_id language team_id generation created_at expires_at accepted_at",
    "job": "id public_id petition_id kind state undoes_id cursor chosen left_out outcomes tries created_at worked_at "
    "started_at ended_at keep_until",
    "job_item": "id job_id was outcome done_at",
    "key_copy": "id fingerprint confirmed_at",
    "key_rotation": "id place key_check key_number last_id older resealed begun_at finished_at",
    "lease": "name holder until",
    "ledger_entry": "id petition_id sequence kind weight revision commitment",
    "ledger_head": "petition_id size online signatories paper withdrawn removed held mailed_size mail_from",
    "ledger_inbox": "id petition_id created_at kind weight revision commitment",
    "ledger_link": "entry_id",
    "ledger_tile": "id petition_id level position hashes",
    "login_session": "id organiser_id has_second_factor created_at expires_at step_up_at",
    "mail_pace": "id free_at tail_at rests rested_at",
    "mail_use": "id mail_public_id",
    "organiser": "id public_id state generation created_at",
    "origin": "id signature_id petition_id",
    "outbox": "id public_id language dedupe_key state goes_last not_before leased_until attempts created_at "
    "failed_at to_sum",
    "page_block": "id petition_id kind position url published_on",
    "petition": "id public_id team_id taken_over_at kind state state_before hidden_reason hidden_at sent_for_review_at "
    "review_words approved_at language protection publish comments zone opens_local closes_local opens_itself "
    "missed_opening_at embargo_local circulation preview_generation joining joins_until_local list_style opened_at "
    "closed_at active_at retain_until default_audience country_question slots index_key lock_version edited_at "
    "created_at",
    "petition_contact": "id petition_id position",
    "petition_picture": "id petition_id width height small_width small_height sha256 created_at",
    "petition_slug": "id petition_id slug is_current",
    "petition_update": "id public_id petition_id state number published_at publish_local missed_at wants_mail "
    "edited_at "
    "taken_down_at taken_down_reason created_at",
    "process": "id public_id role host machine pid_space pid facts started_at seen_at",
    "recovery_code": "id organiser_id",
    "report": "id public_id petition_id subject comment_id settled_at outcome",
    "revision": "id petition_id language number title summary text demand place_and_date opening closing question "
    "share_text hashtags reason sha256 source_sha256 created_at",
    "shown_shares": "petition_id counted n shown_at shares",
    "signatory": "id public_id petition_id revision_id state verification position is_listed generation created_at "
    "confirmed_at decided_at reminded_at expires_at",
    "signatory_logo": "id signatory_id width height sha256",
    "signature": "id public_id petition_id revision_id state slot name_hidden generation",
    "signing_key": "id name public_key seed created_at retired_at",
    "site_setting": "name value",
    "source": "id petition_id code name created_at",
    "spent_challenge": "digest expires_at",
    "submission": "id public_id petition_id revision_id generation tries expires_at mailed_at reminded_at",
    "suppression": "id created_at",
    "tally": "id petition_id hour kind country language n summed",
    "tally_domain": "id petition_id since touched_on opened submitted mailed returned confirmed",
    "tally_domain_hour": "id petition_id hour submitted confirmed",
    "tally_hour": "id petition_id hour day step n",
    "tally_inbox": "id petition_id hour step n",
    "tally_total": "id petition_id part value n",
    "team": "id public_id slug name legal_name about website accent zone retention_days news_consent mails_heads state "
    "created_at",
    "team_member": "id team_id",
    "team_text": "id team_id language name about",
    "update_mail": "id public_id update_id",
    "update_mailing": "id update_id petition_id state up_to counted_to chosen_to expected chosen sent failed dropped "
    "begun_at due_at moved_at",
    "update_text": "id update_id language title text corrected_at",
}
