package dev.whence.service.client;

import dev.whence.rules.replay.policies.OffPolicy.Better;
import dev.whence.rules.replay.policies.OffPolicy.Terms;
import dev.whence.service.client.ReplayRun.Request;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `whence replay`: decides recorded decisions again, for instance after an upgrade, or estimates
/// what another policy would have come to on them.
@Command(
    name = "replay",
    description =
        "Decides recorded decisions of a running service again and counts which come out equal. Changes nothing. Ends with 0 if all do, with 1 if one does not, with 2 if they could not be compared. With --policy or --choices: estimates what a policy would have come to on decisions that another one made; ends with 0 if there is a verdict on everything, with 3 if there is not.",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2)
public final class ReplayCommand implements Callable<Integer> {
  private static final int NO_VERDICT = 3;

  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      description = "Only those decided since then, for instance 2026-12-01T00:00:00Z.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "Only so many, the newest. Default: all")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--basis",
      paramLabel = "WORD",
      description =
          "recorded: with the tables and estimates of the time. current: with the tables and models in force now. Default: recorded")
  private Optional<String> basis = Optional.empty();

  @Option(
      names = "--clients",
      paramLabel = "COUNT",
      description = "Requests under way at once. Default: ${DEFAULT-VALUE}")
  private int clients = 2;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "Estimates freight and punctuality of another policy. current: the tables and models in force now. rule-set:NUMBER: tables of a version. models:NUMBER: models of a version.")
  private Optional<String> policy = Optional.empty();

  @Option(
      names = "--choices",
      paramLabel = "FILE",
      description =
          "In place of a service's decisions, choices that were logged elsewhere, with the chances of the policy in each: one a line, as GET /v1/decisions/choices gives them.")
  private Optional<Path> choices = Optional.empty();

  @Option(
      names = "--switch-at",
      paramLabel = "WEIGHT",
      description = "Beyond it switch-DR takes what is expected alone. Default: ${DEFAULT-VALUE}")
  private double switchAt = Terms.usual(Better.LOWER).switchAt();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    limit.ifPresent(most -> PositiveCount.require(spec, "--limit", most));
    PositiveCount.require(spec, "--clients", clients);
    requireOneOf("--policy", policy.isPresent(), "--choices", choices.isPresent());
    requireOneOf("--policy", policy.isPresent(), "--basis", basis.isPresent());
    requireOneOf("--choices", choices.isPresent(), "--basis", basis.isPresent());
    var run = new PolicyRun(System.out, switchAt);
    if (choices.isPresent()) {
      return run.read(choices.get()) ? 0 : NO_VERDICT;
    }
    if (policy.isPresent()) {
      try (WhenceClient client = url.client()) {
        return run.ask(client, policy.get(), since, limit) ? 0 : NO_VERDICT;
      }
    }
    var request =
        new Request(
            since.map(Instant::toString).orElse(""),
            limit.orElse(Integer.MAX_VALUE),
            basis.orElse("recorded"),
            clients);
    return url.run((client, out) -> new ReplayRun(client, out).run(request).different() == 0);
  }

  private void requireOneOf(String one, boolean hasOne, String other, boolean hasOther) {
    if (hasOne && hasOther) {
      throw new ParameterException(
          spec.commandLine(), "%s and %s cannot both be given.".formatted(one, other));
    }
  }
}
