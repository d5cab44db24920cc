package dev.whence.service.sourcing;

import dev.whence.domain.inventory.Sku;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Market;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.VersionStore.Numbers;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the order store knew for one order at one moment.
public sealed interface Snapshot {
  /// @param inForce what it is decided with
  /// @param referenceData the version of the market
  record Ready(Market market, Case orderCase, InForce inForce, int referenceData)
      implements Snapshot {
    /// What it is decided with.
    Numbers versions() {
      return inForce.with(referenceData);
    }
  }

  /// The order names SKUs of which nothing is loaded.
  record UnknownSkus(SortedSet<Sku> skus) implements Snapshot {
    public UnknownSkus {
      skus = Collections.unmodifiableSortedSet(new TreeSet<>(skus));
    }
  }

  /// The order names items that are out of use.
  record OutOfUse(SortedSet<Sku> skus) implements Snapshot {
    public OutOfUse {
      skus = Collections.unmodifiableSortedSet(new TreeSet<>(skus));
    }
  }
}
