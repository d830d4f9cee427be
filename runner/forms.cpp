#include "entry_form.h"
#include "observer_file.h"
#include "session_events.h"
#include "session_parts.h"
#include "tricky/data/digest.h"

namespace tricky::runner {

using protocols::FormField;

namespace {

/// Shows the form until it is confirmed. Leaving and staying keeps what was filled in.
void fill_in(Stage& stage, EntryForm& form, const FormScreen& screen) {
  for (;;) {
    stage.show(screen);
    while (stage.wait() == Stage::Wake::press) {
      EntryForm::Effect effect = EntryForm::Effect::none;
      if (stage.event().kind == InputEvent::Kind::text) {
        effect = form.write(stage.event().character);
      } else if (stage.is_key()) {
        effect = form.press(stage.event().key);
      } else if (const std::optional<Target> target = stage.target()) {
        effect = form.press(*target);
      }
      if (effect == EntryForm::Effect::confirmed) return;
      if (effect == EntryForm::Effect::changed) stage.change(screen);
    }
  }
}

void note(RunningSession& session, Value event) {
  event["t_ns"] = session.stage.clock().now_ns();
  session.keep(event);
}

}  // namespace

std::vector<FormField> consent_fields(const protocols::Protocol& protocol) {
  FormField field;
  field.name = "consent";
  field.kind = FormField::Kind::choice;
  field.answers = {protocol.texts.consent_yes, protocol.texts.consent_no};
  field.may_decline = false;
  return {field};
}

std::vector<FormField> comment_fields() {
  FormField field;
  field.name = "comment";
  return {field};
}

void ask_consent(RunningSession& session) {
  const protocols::Protocol& protocol = session.plan.protocol;
  if (protocol.consent.empty() || session.store.had("consent")) return;
  const std::vector<FormField> fields = consent_fields(protocol);
  EntryForm form(fields);
  fill_in(session.stage, form, {protocol.title, protocol.consent, protocol.texts.consent_hint, &form});
  const bool given = form.choice(0) == 0;
  Value event = event_named("consent");
  event["given"] = given;
  event["text_sha256"] = sha256(protocol.consent);
  note(session, std::move(event));
  if (!given) throw Declined{};
}

void ask_about_observer(RunningSession& session) {
  const protocols::Protocol& protocol = session.plan.protocol;
  if (protocol.form.empty() || session.store.had("observer_form")) return;
  EntryForm form(protocol.form);
  fill_in(session.stage, form, {protocol.texts.form_title, protocol.texts.form_text, protocol.texts.form_hint, &form});
  Value answers = Value::Object{};
  for (std::size_t i = 0; i < protocol.form.size(); ++i) answers[protocol.form[i].name] = form.answer(i);
  keep_answers(session.store.folder(), session.plan, std::move(answers));
  note(session, event_named("observer_form"));
}

void ask_for_comment(RunningSession& session) {
  const protocols::Protocol& protocol = session.plan.protocol;
  if (protocol.comment.empty() || session.store.had("comment")) return;
  const std::vector<FormField> fields = comment_fields();
  EntryForm form(fields);
  fill_in(session.stage, form, {protocol.texts.comment_title, protocol.comment, protocol.texts.comment_hint, &form});
  if (!form.answer(0).is_null()) keep_comment(session.store.folder(), session.plan, *form.answer(0).if_text());
  note(session, event_named("comment"));
}

}  // namespace tricky::runner
