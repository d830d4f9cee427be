#include "rating_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "parallel.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Responses that all draws together may count: about a minute on one processor.
constexpr double kMostResponses = 1e10;
constexpr std::array kClasses{Difficulty::trivial, Difficulty::in_between, Difficulty::impossible};

/// What one observer's responses with one answer add up to, items weighted.
struct AnswerSums {
  std::array<double, 3> by_class{};
  double n_with_class = 0.0;
  double accuracy = 0.0;
  double n_with_accuracy = 0.0;
};

/// The question's ratings with each answer as its place in the sorted list of answers.
class Answers {
 public:
  explicit Answers(const RatedQuestion& question) : question_(question), ratings_(question.ratings) {
    std::set<double> values;
    for (const double value : ratings_.values) {
      if (!std::isnan(value)) values.insert(value);
    }
    answers_.assign(values.begin(), values.end());
    for (const double value : ratings_.values) {
      const auto at = std::lower_bound(answers_.begin(), answers_.end(), value);
      places_.push_back(std::isnan(value) ? -1 : static_cast<int>(at - answers_.begin()));
    }
    for (const ListedStimulus& item : question.items) {
      accuracies_.push_back(item.n_makers == 0 ? kNone : static_cast<double>(item.n_correct) / item.n_makers);
    }
  }

  const std::vector<double>& answers() const { return answers_; }
  std::size_t n_observers() const { return ratings_.raters.size(); }
  std::size_t n_items() const { return ratings_.n_units; }

  /// Adds an item's responses, `weight` times, to sums of observers x answers.
  void add_item(std::vector<AnswerSums>& sums, std::size_t item, double weight) const {
    const auto difficulty = static_cast<std::size_t>(question_.items[item].difficulty);
    for (std::size_t observer = 0; observer < n_observers(); ++observer) {
      const int place = places_[observer * n_items() + item];
      if (place < 0) continue;
      AnswerSums& answer = sums[observer * answers_.size() + static_cast<std::size_t>(place)];
      if (difficulty < kClasses.size()) {
        answer.by_class[difficulty] += weight;
        answer.n_with_class += weight;
      }
      if (std::isnan(accuracies_[item])) continue;
      answer.accuracy += weight * accuracies_[item];
      answer.n_with_accuracy += weight;
    }
  }

  /// Sums of 1, x, y, xx, yy, xy over items; x the mean answer of the weighted observers, y the network accuracy.
  using Moments = std::array<double, 6>;
  void add_moments(Moments& moments, std::size_t item, double weight,
                   const std::vector<std::uint32_t>& observers) const {
    if (std::isnan(accuracies_[item])) return;
    double sum = 0.0;
    double n = 0.0;
    for (std::size_t observer = 0; observer < n_observers(); ++observer) {
      const double value = ratings_.values[observer * n_items() + item];
      if (std::isnan(value)) continue;
      sum += observers[observer] * value;
      n += observers[observer];
    }
    if (n == 0.0) return;
    const double x = sum / n;
    const double y = accuracies_[item];
    const Moments added{1.0, x, y, x * x, y * y, x * y};
    for (std::size_t i = 0; i < moments.size(); ++i) moments[i] += weight * added[i];
  }

  /// Each statistic's value, in the order of `named`: for each answer observer mean, pooled, within x 3, of all x 3; then
  /// the correlation.
  std::vector<double> values_of(const std::vector<AnswerSums>& sums, const Moments& moments,
                                const std::vector<std::uint32_t>& observers) const {
    std::vector<double> values;
    double n_all = 0.0;
    for (std::size_t observer = 0; observer < n_observers(); ++observer) {
      for (std::size_t answer = 0; answer < answers_.size(); ++answer) {
        n_all += observers[observer] * sums[observer * answers_.size() + answer].n_with_class;
      }
    }
    const auto ratio = [](double numerator, double n) { return n > 0.0 ? numerator / n : kNone; };
    for (std::size_t answer = 0; answer < answers_.size(); ++answer) {
      AnswerSums all;
      double means = 0.0;
      double n_means = 0.0;
      for (std::size_t observer = 0; observer < n_observers(); ++observer) {
        const AnswerSums& its = sums[observer * answers_.size() + answer];
        const double weight = observers[observer];
        for (std::size_t i = 0; i < kClasses.size(); ++i) all.by_class[i] += weight * its.by_class[i];
        all.n_with_class += weight * its.n_with_class;
        all.accuracy += weight * its.accuracy;
        all.n_with_accuracy += weight * its.n_with_accuracy;
        if (its.n_with_accuracy == 0.0) continue;
        means += weight * its.accuracy / its.n_with_accuracy;
        n_means += weight;
      }
      values.push_back(ratio(means, n_means));
      values.push_back(ratio(all.accuracy, all.n_with_accuracy));
      for (const double n : all.by_class) values.push_back(ratio(n, all.n_with_class));
      for (const double n : all.by_class) values.push_back(ratio(n, n_all));
    }
    const auto& [n, x, y, xx, yy, xy] = moments;
    const double varies_x = xx - x * x / n;
    const double varies_y = yy - y * y / n;
    const bool varies = n >= 2.0 && varies_x > 1e-12 * xx && varies_y > 1e-12 * yy;
    values.push_back(varies ? std::clamp((xy - x * y / n) / std::sqrt(varies_x * varies_y), -1.0, 1.0) : kNone);
    return values;
  }

 private:
  const RatedQuestion& question_;
  const Ratings& ratings_;
  std::vector<double> answers_;
  std::vector<int> places_;  ///< as ratings.values; -1: missing
  std::vector<double> accuracies_;
};

struct Named {
  std::string statistic;
  std::string subset;
  std::string what;  ///< for `method`
  std::size_t n = 0;
};

/// What each value is, and how many responses, observers or items it is of.
std::vector<Named> named(const Answers& answers, const std::vector<AnswerSums>& sums, const Answers::Moments& moments) {
  const std::size_t n_answers = answers.answers().size();
  const auto total = [&](std::size_t answer, double AnswerSums::*field) {
    double n = 0.0;
    for (std::size_t observer = 0; observer < answers.n_observers(); ++observer) {
      n += sums[observer * n_answers + answer].*field;
    }
    return static_cast<std::size_t>(n);
  };
  std::size_t n_all = 0;
  for (std::size_t answer = 0; answer < n_answers; ++answer) n_all += total(answer, &AnswerSums::n_with_class);
  std::vector<Named> list;
  for (std::size_t answer = 0; answer < n_answers; ++answer) {
    const std::string subset = "answer = " + format_real(answers.answers()[answer]);
    std::size_t n_means = 0;
    for (std::size_t observer = 0; observer < answers.n_observers(); ++observer) {
      n_means += sums[observer * n_answers + answer].n_with_accuracy > 0.0 ? 1 : 0;
    }
    list.push_back({"network_accuracy_observer_mean", subset, "mean over observers of each one's mean", n_means});
    list.push_back({"network_accuracy_pooled", subset, "mean over all responses",
                    total(answer, &AnswerSums::n_with_accuracy)});
    for (const Difficulty difficulty : kClasses) {
      list.push_back({"answer_share_within_answer", std::string(to_text(difficulty)) + ", " + subset,
                      "of the responses with this answer", total(answer, &AnswerSums::n_with_class)});
    }
    for (const Difficulty difficulty : kClasses) {
      list.push_back({"answer_share_of_all", std::string(to_text(difficulty)) + ", " + subset,
                      "of all responses to the question", n_all});
    }
  }
  list.push_back({"pearson_answer_network_accuracy", "all", "over items: mean answer, share of networks right",
                  static_cast<std::size_t>(moments[0])});
  return list;
}

/// Positions of the items of each difficulty, the unknown one included; only difficulties that are there.
std::vector<std::vector<std::size_t>> items_by_class(const std::vector<ListedStimulus>& items) {
  std::map<Difficulty, std::vector<std::size_t>> by_class;
  for (std::size_t i = 0; i < items.size(); ++i) by_class[items[i].difficulty].push_back(i);
  std::vector<std::vector<std::size_t>> classes;
  for (auto& [difficulty, positions] : by_class) classes.push_back(std::move(positions));
  return classes;
}

/// A list holds as many items of each difficulty as it was made with. So has each draw: drawn from all, numbers of items
/// would vary that never do, and intervals be twice as wide as need be.
std::vector<std::uint32_t> draw_within(const std::vector<std::vector<std::size_t>>& classes, std::size_t n_items,
                                       std::uint64_t seed, const std::string& name, std::uint32_t draw) {
  RandomStream random = draw_stream(seed, name, draw);
  std::vector<std::uint32_t> items(n_items);
  for (const std::vector<std::size_t>& positions : classes) {
    const std::vector<std::uint32_t> counts = draw_counts(random, positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) items[positions[i]] = counts[i];
  }
  return items;
}

}  // namespace

std::vector<Result> analyse_answers(const RatedQuestion& question, const std::string& over,
                                    const BootstrapOptions& options) {
  const Answers answers(question);
  const std::size_t n_items = answers.n_items();
  const std::vector<std::uint32_t> each_item(n_items, 1);
  const std::vector<std::uint32_t> each_observer(answers.n_observers(), 1);
  const auto sums_of = [&](const std::vector<std::uint32_t>& items) {
    std::vector<AnswerSums> sums(answers.n_observers() * answers.answers().size());
    for (std::size_t i = 0; i < n_items; ++i) {
      if (items[i] > 0) answers.add_item(sums, i, items[i]);
    }
    return sums;
  };
  const auto moments_of = [&](const std::vector<std::uint32_t>& items, const std::vector<std::uint32_t>& observers) {
    Answers::Moments moments{};
    for (std::size_t i = 0; i < n_items; ++i) {
      if (items[i] > 0) answers.add_moments(moments, i, items[i], observers);
    }
    return moments;
  };
  std::vector<AnswerSums> sums = sums_of(each_item);
  Answers::Moments moments = moments_of(each_item, each_observer);
  const std::vector<Named> list = named(answers, sums, moments);
  const std::vector<double> observed = answers.values_of(sums, moments, each_observer);

  CrossedDesign design = crossed_design(n_items, answers.n_observers(), "observers");
  design.factors.replace(0, 5, "items within difficulties");  // "items" or "items and observers"
  const std::vector<std::vector<std::size_t>> classes = items_by_class(question.items);
  const std::string name = over + '\n' + question.question + "\nanswers";
  const bool draws_observers = answers.n_observers() >= kFewestDrawn;
  const double n_responses = static_cast<double>(n_items) * static_cast<double>(answers.n_observers());
  const bool is_too_much = 3.0 * n_responses * options.draws > kMostResponses;
  const auto n_draws = static_cast<std::size_t>(is_too_much ? 0 : options.draws);
  std::vector<CrossedValues> values(list.size());
  for (std::size_t k = 0; k < list.size(); ++k) {
    values[k].value = observed[k];
    values[k].n = list[k].n;
    if (std::isnan(observed[k])) {
      const bool is_correlation = k + 1 == list.size() && list[k].n > 0;
      values[k].undefined = is_correlation ? "too few items, or the answers or the networks do not vary"
                            : list[k].statistic.starts_with("answer_share")
                                ? "no items of known difficulty"
                                : "no networks' responses are known for these items";
    }
    values[k].draws.resize(n_draws);
    if (draws_observers) values[k].items_alone = values[k].makers_alone = values[k].draws;
  }
  if (n_draws > 0 && options.kind == IntervalKind::bca) {
    const auto add_without = [&](std::size_t factor, const std::vector<double>& without) {
      for (std::size_t k = 0; k < values.size(); ++k) {
        values[k].leave_one_out.resize(factor + 1);
        values[k].leave_one_out[factor].values.push_back(without[k]);
      }
    };
    for (std::size_t of_class = 0; of_class < classes.size(); ++of_class) {
      for (const std::size_t i : classes[of_class]) {
        answers.add_item(sums, i, -1.0);
        answers.add_moments(moments, i, -1.0, each_observer);
        add_without(of_class, answers.values_of(sums, moments, each_observer));
        answers.add_item(sums, i, 1.0);
        answers.add_moments(moments, i, 1.0, each_observer);
      }
    }
    for (std::size_t observer = 0; draws_observers && observer < answers.n_observers(); ++observer) {
      std::vector<std::uint32_t> rest(each_observer);
      rest[observer] = 0;
      add_without(classes.size(), answers.values_of(sums, moments_of(each_item, rest), rest));
    }
  }
  const std::vector<AnswerSums> whole = sums_of(each_item);
  in_parallel(n_draws, [&](std::size_t draw) {
    CrossedDraw drawn = crossed_draw(design, options.seed, name, static_cast<std::uint32_t>(draw));
    drawn.items = draw_within(classes, n_items, options.seed, name + "\nitems", static_cast<std::uint32_t>(draw));
    const std::vector<AnswerSums> of_draw = sums_of(drawn.items);
    const auto both = answers.values_of(of_draw, moments_of(drawn.items, drawn.makers), drawn.makers);
    for (std::size_t k = 0; k < values.size(); ++k) values[k].draws[draw] = both[k];
    if (!draws_observers) return;
    const auto items = answers.values_of(of_draw, moments_of(drawn.items, each_observer), each_observer);
    const auto makers = answers.values_of(whole, moments_of(each_item, drawn.makers), drawn.makers);
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k].items_alone[draw] = items[k];
      values[k].makers_alone[draw] = makers[k];
    }
  });
  std::vector<Result> results;
  for (std::size_t k = 0; k < list.size(); ++k) {
    Estimate estimate = crossed_estimate(values[k], design, options);
    if (estimate.ci && estimate.ci->first == estimate.ci->second) {
      estimate.ci.reset();  // the responses are too few or too much alike to say how others would vary
      estimate.method += ": no interval, as no draw gives another value";
    }
    if (estimate.ci) {  // stretched draws may leave the range of shares and correlations
      const double lowest = list[k].statistic == "pearson_answer_network_accuracy" ? -1.0 : 0.0;
      estimate.ci = {std::max(lowest, estimate.ci->first), std::min(1.0, estimate.ci->second)};
    }
    estimate.method = joined(joined(list[k].what, estimate.method), question.note);
    results.push_back({list[k].statistic, question.question, over, list[k].subset, std::move(estimate)});
  }
  return results;
}

std::vector<Result> analyse_answers_of_observers(const RatedQuestion& question, const std::string& over, double level) {
  const Answers answers(question);
  const std::size_t n_answers = answers.answers().size();
  std::vector<AnswerSums> sums(answers.n_observers() * n_answers);
  for (std::size_t i = 0; i < answers.n_items(); ++i) answers.add_item(sums, i, 1.0);
  std::vector<Result> results;
  for (std::size_t observer = 0; observer < answers.n_observers(); ++observer) {
    double n = 0.0;
    for (std::size_t answer = 0; answer < n_answers; ++answer) n += sums[observer * n_answers + answer].n_with_class;
    for (std::size_t answer = 0; answer < n_answers; ++answer) {
      for (std::size_t i = 0; i < kClasses.size(); ++i) {
        const double count = sums[observer * n_answers + answer].by_class[i];
        Estimate share = binomial_share(static_cast<std::uint64_t>(count), static_cast<std::uint64_t>(n), level);
        share.method = joined(share.method, question.note);
        results.push_back({"answer_share_of_all", question.ratings.raters[observer], over,
                           fmt::format("{}, {}, answer = {}", question.question, to_text(kClasses[i]),
                                       format_real(answers.answers()[answer])),
                           std::move(share)});
      }
    }
  }
  return results;
}

std::optional<RatedQuestion> balanced(const RatedQuestion& question, std::uint64_t seed) {
  // By item, in the order of ids: every question and every order of sessions gets the same draw.
  std::array<std::set<std::string>, 3> ids;
  for (const ListedStimulus& item : question.items) {
    const auto difficulty = static_cast<std::size_t>(item.difficulty);
    if (difficulty < ids.size()) ids[difficulty].insert(item.item_id);
  }
  std::size_t n_each = std::numeric_limits<std::size_t>::max();
  std::size_t n_classes = 0;
  std::size_t n_most = 0;
  for (const auto& of_class : ids) {
    if (of_class.empty()) continue;
    ++n_classes;
    n_each = std::min(n_each, of_class.size());
    n_most = std::max(n_most, of_class.size());
  }
  if (n_classes < 2 || n_most == n_each) return std::nullopt;
  std::set<std::string> kept;
  RandomStream random = draw_stream(seed, "balanced difficulty");
  for (const auto& of_class : ids) {
    std::vector<std::string> order(of_class.begin(), of_class.end());
    random.shuffle(std::span(order));
    order.resize(std::min(order.size(), n_each));
    kept.insert(order.begin(), order.end());
  }
  RatedQuestion result{question.question,
                       joined(question.note, fmt::format("{} items of each difficulty, drawn with seed {}", n_each, seed)),
                       {question.ratings.raters, 0, {}},
                       {}};
  std::vector<std::size_t> units;
  for (std::size_t unit = 0; unit < question.items.size(); ++unit) {
    if (!kept.contains(question.items[unit].item_id)) continue;
    units.push_back(unit);
    result.items.push_back(question.items[unit]);
  }
  result.ratings.n_units = units.size();
  for (std::size_t rater = 0; rater < question.ratings.raters.size(); ++rater) {
    for (const std::size_t unit : units) result.ratings.values.push_back(question.ratings.row(rater)[unit]);
  }
  return result;
}

}  // namespace tricky::analysis
