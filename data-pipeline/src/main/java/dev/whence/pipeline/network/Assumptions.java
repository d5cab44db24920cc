package dev.whence.pipeline.network;

import static java.util.stream.Collectors.joining;

import dev.whence.rules.yaml.Complaint;
import dev.whence.rules.yaml.Yaml;
import dev.whence.text.Unseen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/// What a history does not say and a network needs: calendars, capacities, rate cards, and places
/// that do not exist. A YAML file; keys are the component names in kebab-case.
///
/// @param currency ISO 4217, of every price
/// @param nodes how every ship node of the history works
/// @param hypotheticalNodes places made up so that there is a choice; their ids should say so
/// @param stockMarginUnits on hand beyond what the node sold of a SKU in the history
public record Assumptions(
    String currency,
    NodeWork nodes,
    List<HypotheticalNode> hypotheticalNodes,
    int stockMarginUnits,
    List<Service> carrierServices) {

  public Assumptions {
    hypotheticalNodes = List.copyOf(hypotheticalNodes);
    carrierServices = List.copyOf(carrierServices);
  }

  /// @param cutoff local time
  public record NodeWork(
      List<DayOfWeek> workingDays,
      LocalTime cutoff,
      int processingMinutes,
      int parcelsPerDay,
      long parcelHandlingMinor,
      long unitHandlingMinor,
      boolean handlesHazmat) {
    public NodeWork {
      workingDays = List.copyOf(workingDays);
    }
  }

  /// @param bestSellers how many of the most sold SKUs it holds
  /// @param unitsOfEach on hand of each
  public record HypotheticalNode(
      String id,
      String name,
      String country,
      String region,
      double latitude,
      double longitude,
      ZoneId timeZone,
      int bestSellers,
      int unitsOfEach) {}

  /// A carrier service whose prices are fitted to the freight of the history.
  ///
  /// @param priceFactor times the fitted price
  /// @param transitDays published days by the zone's far end in km
  public record Service(
      String id,
      String carrier,
      String name,
      int volumetricDivisor,
      double publishedOnTime,
      double priceFactor,
      SequencedMap<Integer, Integer> transitDays) {}

  /// @throws WrongAssumptionsException if the file does not say what it must
  /// @throws IOException if it cannot be read
  public static Assumptions read(Path file) throws IOException {
    var complaints = new ArrayList<Complaint>();
    Yaml root = Yaml.parse(Files.readAllBytes(file), complaints);
    if (complaints.isEmpty()) {
      Assumptions assumptions = AssumptionsReader.read(root);
      if (complaints.isEmpty()) {
        return assumptions;
      }
    }
    throw new WrongAssumptionsException(
        complaints.stream()
            .map(complaint ->
                "%s: %s%s\n"
                    .formatted(file, complaint.sentence(), Unseen.hint(complaint.sentence())))
            .collect(joining("", "", "Maybe compare with examples/olist/network.yaml.")));
  }

  /// The file is there but cannot be used; the message is for people.
  public static final class WrongAssumptionsException extends RuntimeException {
    WrongAssumptionsException(String message) {
      super(message);
    }
  }
}
