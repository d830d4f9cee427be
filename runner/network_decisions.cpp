#include "network_decisions.h"

#include <algorithm>

#include "tricky/data/decisions.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

NetworkDecisions read_network_decisions(const StudyFolder& study, const StimulusList& list, const std::string& name) {
  const std::vector<std::string> known = study.run_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    const auto nearest = nearest_name(name, known);
    throw InputError("--simulate network=" + name + ": there is no such network in " + study.runs().string() +
                     (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                      : known.empty() ? "; train or import some"
                                      : "; there are " + join(known, ", ")));
  }
  const ItemSet items = read_items(study.items_file());
  if (list.item_set_digest != items.digest()) {
    throw InputError("--simulate network=" + name + ": list " + in_quotes(list.name) +
                     " was made of other items than those of items.csv (their digests differ), so the network's " +
                     "responses say nothing about its images");
  }
  const ResponseMatrix matrix = load_responses(study, items, std::span(&name, 1), std::nullopt);
  NetworkDecisions decisions;
  decisions.name = name;
  decisions.epoch = matrix.epochs.front();
  decisions.responses_sha256 = sha256_of_file(responses_file(study.run(name), decisions.epoch));
  for (const ListedStimulus& stimulus : list.stimuli) {
    const auto item = items.find(stimulus.item_id);
    if (!item) throw InputError("list " + in_quotes(list.name) + " shows item " + in_quotes(stimulus.item_id) +
                                ", which items.csv does not have");
    if (matrix.row(0)[*item] == items[*item].label) decisions.right_on.insert(stimulus.item_id);
  }
  return decisions;
}

}  // namespace tricky::runner
