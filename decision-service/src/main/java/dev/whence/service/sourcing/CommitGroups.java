package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Lets commits that would take turns for the rows of one ship node be written together, so that
/// they share the turn and the wait for the disk. Groups form by themselves: whoever comes while
/// [#AT_ONCE] transactions of the node are under way waits, and those who wait are the next group.
/// Where nobody waits, each commit is a transaction of its own, at once. Thread-safe.
///
/// Why, and what it brings: `docs/decisions/0019-commits-in-groups.md`.
final class CommitGroups {
  /// Transactions of one ship node at once: while one waits for the disk, the next prepares.
  static final int AT_ONCE = 2;

  private final int most;
  private final Function<List<PendingCommit>, List<Optional<CommitResult>>> together;
  private final Function<PendingCommit, CommitResult> alone;
  private final Map<ShipNodeId, Lane> lanes = new ConcurrentHashMap<>();

  /// @param most commits in one transaction; 1 for each by itself
  /// @param together writes the commits in one transaction; those that it answers with nothing are
  ///   not written and must be written alone
  CommitGroups(
      int most,
      Function<List<PendingCommit>, List<Optional<CommitResult>>> together,
      Function<PendingCommit, CommitResult> alone) {
    this.most = most;
    this.together = together;
    this.alone = alone;
  }

  CommitResult commit(PendingCommit commit) {
    Optional<ShipNodeId> node = commit.node();
    if (most == 1 || node.isEmpty()) {
      return alone.apply(commit);
    }
    return switch (turn(node.get(), commit)) {
      case Turn.Told(var result) -> result;
      case Turn.Alone ignored -> alone.apply(commit);
      case Turn.Write(var group) -> lead(node.get(), group);
    };
  }

  /// Returns when it is this commit's turn, or when another thread has written it.
  private Turn turn(ShipNodeId node, PendingCommit commit) {
    var mine = new Waiting(commit, new CompletableFuture<>());
    lanes.compute(
        node,
        (id, known) -> {
          Lane lane = known == null ? new Lane() : known;
          lane.enter(mine);
          return lane;
        });
    try {
      return mine.turn.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreUnavailableException gone
          ? new StoreUnavailableException(String.valueOf(gone.getMessage()), gone)
          : e;
    }
  }

  /// Writes a group whose first member is the caller's, and hands the turn on.
  private CommitResult lead(ShipNodeId node, List<Waiting> group) {
    PendingCommit mine = group.getFirst().commit;
    List<Optional<CommitResult>> results = List.of();
    try {
      if (group.size() == 1) {
        return alone.apply(mine);
      }
      results = together.apply(group.stream().map(Waiting::commit).toList());
    } catch (StoreUnavailableException e) {
      // Whether it was written nobody knows: not to be tried again, as for a commit alone.
      group.forEach(member -> member.turn.completeExceptionally(e));
      throw e;
    } catch (RuntimeException e) {
      // Nothing was written. Alone, whoever caused it meets it again, and nobody else.
    } finally {
      lanes.computeIfPresent(node, (id, lane) -> lane.leave(most) ? lane : null);
      for (int i = 0; i < group.size(); i++) {
        group.get(i).turn.complete(i < results.size() ? told(results.get(i)) : new Turn.Alone());
      }
    }
    return results.isEmpty() || results.getFirst().isEmpty()
        ? alone.apply(mine)
        : results.getFirst().get();
  }

  private static Turn told(Optional<CommitResult> result) {
    return result.isPresent() ? new Turn.Told(result.get()) : new Turn.Alone();
  }

  /// What a commit is to do whose turn it is.
  private sealed interface Turn {
    /// Write this group, itself first.
    record Write(List<Waiting> group) implements Turn {}

    /// Nothing: another thread has written it.
    record Told(CommitResult result) implements Turn {}

    /// Write itself, whoever else is under way.
    record Alone() implements Turn {}
  }

  private record Waiting(PendingCommit commit, CompletableFuture<Turn> turn) {}

  /// Who writes to a ship node and who waits for it. Guarded by the map that holds it.
  private static final class Lane {
    private final List<Waiting> waiting = new ArrayList<>();
    private int underWay;

    void enter(Waiting commit) {
      if (underWay < AT_ONCE) {
        underWay++;
        commit.turn.complete(new Turn.Write(List.of(commit)));
      } else {
        waiting.add(commit);
      }
    }

    /// Hands the turn to the next group, if anybody waits.
    ///
    /// @return whether anybody is under way
    boolean leave(int most) {
      List<Waiting> group = next(most);
      if (group.isEmpty()) {
        underWay--;
      } else {
        group.getFirst().turn.complete(new Turn.Write(group));
      }
      return underWay > 0;
    }

    /// The longest waiting, one an order and one a key: twins have to see one another.
    private List<Waiting> next(int most) {
      var group = new ArrayList<Waiting>();
      Set<Object> taken = new HashSet<>();
      for (Iterator<Waiting> all = waiting.iterator(); all.hasNext() && group.size() < most; ) {
        Waiting one = all.next();
        if (one.commit.twins().stream().noneMatch(taken::contains)) {
          taken.addAll(one.commit.twins());
          group.add(one);
          all.remove();
        }
      }
      return group;
    }
  }
}
