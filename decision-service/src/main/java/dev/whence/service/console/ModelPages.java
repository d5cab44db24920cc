package dev.whence.service.console;

import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.console.ModelVersionPage.Standing;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.http.versions.ModelRoutes;
import dev.whence.service.http.watching.WatchRoutes;
import dev.whence.service.versions.Assignment;
import dev.whence.service.versions.BundleStore.Published;
import dev.whence.service.versions.InForce;
import dev.whence.service.watching.SecondOpinion;
import dev.whence.service.watching.Verdict;
import dev.whence.service.watching.Watch;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pages on which models are looked at, put to work and taken back. Thread-safe.
public final class ModelPages {
  private static final String MODELS = Section.MODELS.path;
  private static final String VERSION = MODELS + "/{model}/versions/{version}";
  private static final int MOST_ACTIVATIONS = 20;
  private static final List<String> PERIOD = List.of("since", "until");

  private final Sources sources;
  private final InForce.Source inForce;
  private final Pages pages;

  ModelPages(Sources sources, InForce.Source inForce, Pages pages) {
    this.sources = sources;
    this.inForce = inForce;
    this.pages = pages;
  }

  /// Where what is shown is from.
  ///
  /// @param learned of the models since they were released
  public record Sources(ModelRoutes models, WatchRoutes watch, SinceRelease learned) {}

  List<Route> routes() {
    return List.of(
        Route.get(MODELS, Access.READING, this::models),
        Route.post(MODELS + "/roll-back", Access.MODELS, this::rollBack),
        Route.get(MODELS + "/{model}", Access.READING, this::watched),
        Route.get(MODELS + "/{model}/challenger", Access.READING, this::challenger),
        Route.get(VERSION, Access.READING, this::version),
        Route.post(VERSION + "/answer", Access.MODELS, this::answer),
        Route.post(VERSION + "/ask-beside", Access.MODELS, this::askBeside),
        Route.post(VERSION + "/end", Access.MODELS, this::end));
  }

  // All of them.

  private Answer models(Call call) {
    InForce now = inForce.last();
    List<LoadResult> all = List.copyOf(now.models().registry().all());
    Assignment assigned = sources.models().inForce();
    Frame frame = pages.frame(call, title(all), Section.MODELS);
    return pages.of(
        call,
        200,
        "models.jte",
        new ModelsPage(
            frame,
            now.models().number(),
            all,
            now.models().challengers().registry().all().stream()
                .filter(each -> now.models().challengers().models().contains(each.model()))
                .toList(),
            sources.models().published().stream()
                .map(each -> new ModelsPage.Row(each, Standing.of(each, assigned), note(each)))
                .toList(),
            new Activations(sources.models().activations(MOST_ACTIVATIONS), frame.now()),
            sources.learned(),
            Pages.admits(call, Access.MODELS)));
  }

  /// What its card notes of its gate, else the first thing it notes.
  private String note(Published published) {
    List<String> notes = sources.models().card(published).map(ModelCard::notes).orElse(List.of());
    return notes.stream()
        .filter(note -> note.toUpperCase(Locale.ROOT).contains("PUBLISHED:"))
        .findFirst()
        .or(() -> notes.stream().findFirst())
        .orElse("");
  }

  private String title(List<LoadResult> models) {
    long working = models.stream().filter(LoadResult.Loaded.class::isInstance).count();
    long seconds =
        models.stream()
            .filter(model -> !(model instanceof LoadResult.Loaded))
            .filter(model -> model.second().orElse(null) instanceof LoadResult.Loaded)
            .count();
    String all = Show.count(models.size(), "model");
    long worse =
        models.stream()
            .filter(model ->
                model instanceof LoadResult.Loaded(var bundle, _)
                    && sources.learned().worse(bundle.card().ref()).isPresent())
            .count();
    if (worse > 0) {
      return "%s, of which %d did worse than what there is without".formatted(all, worse);
    }
    return working == models.size()
        ? "%s, and every one answers".formatted(all)
        : working + seconds == models.size()
            ? "%s; for %d the second line answers".formatted(all, seconds)
            : "%d of %s answer; the rules decide for the others".formatted(working + seconds, all);
  }

  private Answer rollBack(Call call) {
    String who = call.principal().name();
    Pages.planned(call)
        .ifPresentOrElse(
            planned -> sources.models().takeBack(planned, who, Pages.words(call, false)),
            () -> sources.models().rollBack(who, Pages.words(call, false)));
    return Pages.seeOther(MODELS + "#assigned");
  }

  // One model.

  /// A model and a period, as a page was asked for them.
  ///
  /// @param typed as it was typed
  /// @param errors by field
  private record Period(
      WatchRoutes.Asked asked, Map<String, String> typed, Map<String, String> errors) {
    boolean isWrong() {
      return !errors.isEmpty();
    }
  }

  private Period period(Call call) {
    ModelContract model = WatchRoutes.model(call);
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors, Pages::moment);
    Map<String, String> typed = Pages.typed(query, PERIOD);
    WatchRoutes.Asked asked = sources.watch().read(model, query);
    query.end();
    return new Period(
        asked,
        typed,
        errors.isEmpty() ? Map.of() : Pages.wrong(errors.as(Failure.InvalidRequest::new)));
  }

  /// How one model did.
  private Answer watched(Call call) {
    Period period = period(call);
    WatchRoutes.Asked asked = period.asked();
    String model = asked.model().modelName();
    boolean wrong = period.isWrong();
    Watch.@Nullable Findings findings = wrong ? null : sources.watch().find(asked);
    return pages.of(
        call,
        wrong ? 400 : 200,
        "watch.jte",
        new WatchPage(
            pages.frame(
                call,
                findings == null ? "The period is not one" : Verdict.of(findings),
                Section.MODELS),
            model,
            period.typed(),
            period.errors(),
            findings,
            findings == null ? ReliabilityPlot.NONE : ReliabilityPlot.of(findings.reliability())));
  }

  /// What its challenger would have decided.
  private Answer challenger(Call call) {
    Period period = period(call);
    WatchRoutes.Asked asked = period.asked();
    String model = asked.model().modelName();
    boolean wrong = period.isWrong();
    Optional<SecondOpinion.Report> report =
        wrong ? Optional.empty() : sources.watch().opinion(asked);
    return pages.of(
        call,
        wrong ? 400 : 200,
        "challenger.jte",
        new ChallengerPage(
            pages.frame(
                call,
                wrong
                    ? "The period is not one"
                    : report
                        .map(ChallengerPage::title)
                        .orElse("No version was asked beside " + model),
                Section.MODELS),
            model,
            period.typed(),
            period.errors(),
            report,
            report.flatMap(found ->
                sources
                    .watch()
                    .find(asked)
                    .challenger()
                    .filter(each -> each.version().equals(found.version()))),
            wrong ? "" : "since=%s&until=%s".formatted(asked.since(), asked.until())));
  }

  // One version of one model.

  private Answer version(Call call) {
    Published published = published(call);
    Standing standing = Standing.of(published, sources.models().inForce());
    return pages.of(
        call,
        200,
        "modelversion.jte",
        new ModelVersionPage(
            pages.frame(
                call,
                "%s %s %s".formatted(published.model(), published.version(), standing.says),
                Section.MODELS),
            published,
            sources.models().card(published),
            standing,
            Pages.admits(call, Access.MODELS)));
  }

  /// From now on it answers; one that was asked beside answers for itself.
  private Answer answer(Call call) {
    Published published = published(call);
    Assignment before = sources.models().inForce();
    boolean wasBeside = Standing.of(published, before) == Standing.BESIDE;
    return put(
        call,
        before
            .with(Map.of(published.model(), published.digest()))
            .withShadows(wasBeside ? Map.of(published.model(), "") : Map.of()));
  }

  /// From now on it is asked too, and decides nothing.
  private Answer askBeside(Call call) {
    Published published = published(call);
    return put(
        call,
        sources.models().inForce().withShadows(Map.of(published.model(), published.digest())));
  }

  /// From now on it is not asked, and another neither.
  private Answer end(Call call) {
    Published published = published(call);
    Assignment before = sources.models().inForce();
    Map<String, String> nothing = Map.of(published.model(), "");
    return switch (Standing.of(published, before)) {
      case ANSWERS -> put(call, before.with(nothing));
      case BESIDE -> put(call, before.withShadows(nothing));
      case IDLE -> Pages.seeOther(ModelVersionPage.path(published));
    };
  }

  private Answer put(Call call, Assignment assigned) {
    sources.models().put(assigned, call.principal().name(), Pages.words(call, false));
    return Pages.seeOther(ModelVersionPage.path(published(call)));
  }

  private Published published(Call call) {
    String model = WatchRoutes.model(call).modelName();
    String version = call.pathParameter("version");
    return sources.models().published().stream()
        .filter(each -> each.model().equals(model) && each.version().equals(version))
        .findFirst()
        .orElseThrow(
            () -> new FailureException(new Failure.NotFound("version of " + model, version)));
  }
}
