package dev.whence.service.events;

import dev.whence.service.events.WebhookDeliveryStore.Backlog;
import dev.whence.service.events.WebhookDeliveryStore.Claim;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Turns events into deliveries and sends them, signed, until endpoints take them.
///
/// Any number of processes may run one; what one leaves behind when it dies, another takes over
/// when the lease has run out. Closing waits a little for attempts under way.
public final class WebhookSender implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WebhookSender.class.getName());
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(2);
  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final int EVENTS_AT_ONCE = 500;
  private static final int MOST_UNDER_WAY = 64;

  /// A slow endpoint must not take the turns of the others.
  private static final int MOST_OF_AN_ENDPOINT = 8;

  private static final int GONE = 410;
  private static final String TOO_SLOW =
      "There was no whole answer within %d s.".formatted(LONGEST_ATTEMPT.toSeconds());

  private final WebhookDeliveryStore store;
  private final OutboxWatch watch;
  private final WebhookTargets targets;
  private final RetrySchedule schedule;
  private final Metrics metrics;
  private final Clock clock;
  private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(LONGEST_ATTEMPT)
          .build();
  private final Map<WebhookEndpointId, Integer> underWay = new HashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private long seen = -1;
  private long lastCheck;
  private long lastCount;

  private WebhookSender(
      WebhookDeliveryStore store,
      OutboxWatch watch,
      WebhookTargets targets,
      RetrySchedule schedule,
      Metrics metrics,
      Clock clock) {
    this.store = store;
    this.watch = watch;
    this.targets = targets;
    this.schedule = schedule;
    this.metrics = metrics;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("webhooks").unstarted(this::work);
  }

  public static WebhookSender start(
      WebhookDeliveryStore store,
      OutboxWatch watch,
      WebhookTargets targets,
      RetrySchedule schedule,
      Metrics metrics,
      Clock clock) {
    var sender = new WebhookSender(store, watch, targets, schedule, metrics, clock);
    sender.lastCheck = System.nanoTime() - BETWEEN_CHECKS.toNanos();
    sender.lastCount = System.nanoTime() - BETWEEN_COUNTS.toNanos();
    sender.thread.start();
    return sender;
  }

  private void work() {
    boolean failing = false;
    while (!closed) {
      try {
        fanOut();
        claim();
        count();
        failing = false;
      } catch (RuntimeException | OutOfMemoryError e) {
        // An order store that is away is told once, by whoever watches it.
        if (!failing && !(e instanceof StoreUnavailableException)) {
          LOG.log(Level.WARNING, "Webhooks rest for now: " + e.getMessage());
        }
        failing = true;
      }
      try {
        boolean ignored = wake.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// When the outbox has grown, and now and then, for another process may have died at it.
  private void fanOut() {
    long changes = watch.changes();
    if (changes == seen && System.nanoTime() - lastCheck < BETWEEN_CHECKS.toNanos()) {
      return;
    }
    int done;
    do {
      done = store.fanOut(EVENTS_AT_ONCE);
    } while (done == EVENTS_AT_ONCE && !closed);
    seen = changes;
    lastCheck = System.nanoTime();
  }

  private void claim() {
    List<WebhookEndpointId> busy;
    int room;
    synchronized (underWay) {
      room = MOST_UNDER_WAY - underWay.values().stream().mapToInt(Integer::intValue).sum();
      busy =
          underWay.entrySet().stream()
              .filter(entry -> entry.getValue() >= MOST_OF_AN_ENDPOINT)
              .map(Map.Entry::getKey)
              .toList();
    }
    if (room <= 0) {
      return;
    }
    for (Claim claim : store.claim(busy, MOST_OF_AN_ENDPOINT, room)) {
      synchronized (underWay) {
        underWay.merge(claim.endpoint(), 1, Integer::sum);
      }
      var _ =
          attempts.submit(() -> {
            try {
              attempt(claim);
            } catch (RuntimeException e) {
              // Not recorded, so it is made again when the lease has run out.
              LOG.log(Level.WARNING, "A webhook cannot be recorded: " + e.getMessage());
            } finally {
              synchronized (underWay) {
                underWay.computeIfPresent(
                    claim.endpoint(), (id, count) -> count > 1 ? count - 1 : null);
              }
              wake.release();
            }
          });
    }
  }

  private void attempt(Claim claim) {
    switch (send(claim)) {
      case Result.Taken(int status) -> {
        store.delivered(claim, status);
        metrics.webhookAttempted("delivered");
      }
      case Result.Failed(int status, var why) when status == GONE -> {
        store.gone(claim, status, "It answered 410: it is gone.");
        metrics.webhookAttempted("gone");
        LOG.log(Level.WARNING, "Webhook endpoint {0} is switched off: {1}", claim.endpoint(), why);
      }
      case Result.Failed(int status, var why) -> {
        Optional<Duration> pause =
            schedule.pauseAfter(claim.attempt(), ThreadLocalRandom.current().nextDouble());
        if (pause.isPresent()) {
          store.failed(claim, status, why, pause.get());
          metrics.webhookAttempted("failed");
        } else {
          store.gaveUp(claim, status, why);
          metrics.webhookAttempted("dead");
          LOG.log(
              Level.WARNING,
              "Event {0} is given up for webhook endpoint {1}: {2}",
              claim.eventId(),
              claim.endpoint(),
              why);
        }
      }
    }
  }

  private Result send(Claim claim) {
    long deadline = System.nanoTime() + LONGEST_ATTEMPT.toNanos();
    var question = new FutureTask<Optional<String>>(() -> findRefusal(claim.url()));
    Thread.startVirtualThread(question);
    Future<?> running = question;
    try {
      Optional<String> refusal = question.get(LONGEST_ATTEMPT.toNanos(), TimeUnit.NANOSECONDS);
      if (refusal.isPresent()) {
        return new Result.Failed(0, refusal.get());
      }
      CompletableFuture<HttpResponse<Void>> exchange =
          http.sendAsync(request(claim), BodyHandlers.discarding());
      running = exchange;
      int status = exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS).statusCode();
      return status >= 200 && status < 300
          ? new Result.Taken(status)
          : new Result.Failed(status, explained(status));
    } catch (ExecutionException e) {
      return new Result.Failed(0, explained(Optional.ofNullable(e.getCause()).orElse(e)));
    } catch (TimeoutException e) {
      running.cancel(true);
      return new Result.Failed(0, TOO_SLOW);
    } catch (InterruptedException e) {
      running.cancel(true);
      return new Result.Failed(0, "The service was stopped in the middle of it.");
    }
  }

  private Optional<String> findRefusal(URI url) {
    try {
      return targets
          .findPrivate(url)
          .map(address -> "It leads to the private address " + address.getHostAddress() + ".");
    } catch (UnknownHostException e) {
      return Optional.of("There is no host " + url.getHost() + ".");
    }
  }

  private HttpRequest request(Claim claim) {
    long now = clock.instant().getEpochSecond();
    String signatures =
        String.join(
            " ",
            claim.secrets().stream()
                .map(secret -> secret.sign(claim.eventId(), now, claim.body()))
                .toList());
    return HttpRequest.newBuilder(claim.url())
        .timeout(LONGEST_ATTEMPT)
        .header("Content-Type", "application/json")
        .header("User-Agent", "Whence-Webhooks")
        .header("webhook-id", claim.eventId())
        .header("webhook-timestamp", Long.toString(now))
        .header("webhook-signature", signatures)
        .POST(BodyPublishers.ofString(claim.body()))
        .build();
  }

  private static String explained(int status) {
    return status >= 300 && status < 400
        ? "It answered %d; redirects are not followed.".formatted(status)
        : "It answered %d.".formatted(status);
  }

  private static String explained(Throwable failure) {
    if (failure instanceof HttpTimeoutException) {
      return TOO_SLOW;
    }
    String name = failure.getClass().getSimpleName();
    return "It cannot be reached: "
        + (failure.getMessage() == null ? name : name + " " + failure.getMessage())
        + ".";
  }

  private void count() {
    if (System.nanoTime() - lastCount >= BETWEEN_COUNTS.toNanos()) {
      lastCount = System.nanoTime();
      store.letGo();
      Backlog backlog = store.backlog();
      metrics.webhookBacklog(backlog.pending(), backlog.dead(), backlog.oldest());
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      thread.join(GRACE.toMillis());
      attempts.shutdown();
      if (!attempts.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        attempts.shutdownNow();
        boolean ignored = attempts.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      attempts.shutdownNow();
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }

  private sealed interface Result {
    record Taken(int status) implements Result {}

    /// @param status of HTTP, 0 when there was no answer
    record Failed(int status, String why) implements Result {}
  }
}
