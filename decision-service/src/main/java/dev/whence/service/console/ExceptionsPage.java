package dev.whence.service.console;

import dev.whence.service.http.Json;
import dev.whence.service.http.orders.ExceptionRoutes.ActionView;
import dev.whence.service.http.orders.ExceptionRoutes.ExceptionView;
import dev.whence.service.http.orders.ExceptionRoutes.ListView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What waits for a person or for something, with what may be done about it.
///
/// @param filter what was typed, by the name of its field
/// @param errors by the name of the field they stand beside
/// @param mayAct whether the viewer's roles allow the actions on orders
/// @param mayJudge whether they allow those on what is in quarantine
/// @param older path of the page after this one; empty at the end
/// @param newest path of the first page; empty on it
public record ExceptionsPage(
    Frame frame,
    Map<String, String> filter,
    Map<String, String> errors,
    ListView found,
    boolean mayAct,
    boolean mayJudge,
    String older,
    String newest) {
  static final List<String> FIELDS = List.of("kind", "order", "shipNode", "sku");

  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  public boolean isFiltered() {
    return filter.keySet().stream().anyMatch(field -> !field.equals("kind"));
  }

  /// The same list of another kind; of all kinds for an empty one.
  public String kindPath(String kind) {
    var other = new java.util.LinkedHashMap<>(filter);
    other.remove("kind");
    if (!kind.isEmpty()) {
      other.put("kind", kind);
    }
    return Show.query(Frame.Section.EXCEPTIONS.path, other);
  }

  public int all() {
    return found.counts().values().stream().mapToInt(Integer::intValue).sum();
  }

  public boolean mayAct(ExceptionView item) {
    return item.kind().equals("quarantined") ? mayJudge : mayAct;
  }

  /// What is shown for the order.
  public static String order(ExceptionView item) {
    return item.orderId() == null ? "" : item.orderId();
  }

  public static String kind(String kind) {
    return switch (kind) {
      case "rejected" -> "Rejected by nodes";
      case "short" -> "Short stock";
      case "lost" -> "Lost by the carrier";
      case "waiting" -> "Waiting for stock";
      case "quarantined" -> "In quarantine";
      default -> Show.words(kind);
    };
  }

  /// How pressing it is.
  public static String tone(String kind) {
    return switch (kind) {
      case "held", "unfillable", "rejected", "short", "late", "lost", "quarantined" -> "warn";
      default -> "calm";
    };
  }

  /// What is the matter.
  public static String sentence(ExceptionView item) {
    String units = item.units() == null ? "" : Show.count(item.units(), "unit");
    String what = item.sku() == null ? units : units + " of " + item.sku();
    String detail =
        item.detail().matches("[A-Z_]+")
            ? Show.words(item.detail()).toLowerCase(java.util.Locale.ROOT)
            : item.detail();
    return switch (item.kind()) {
      case "held" -> "A person has to decide: " + detail;
      case "unfillable" -> what + ": " + detail;
      case "rejected" -> what + ": " + detail;
      case "short" -> what + " in parcel " + item.shipmentId() + " may not be there: " + detail;
      case "late", "lost" -> "Parcel " + item.shipmentId() + ": " + detail;
      case "waiting" -> what + " wait for stock: " + detail;
      case "quarantined" ->
          (item.shipmentId() == null ? "A return" : "A scan of parcel " + item.shipmentId())
              + " does not count: "
              + detail;
      default -> "Reserved and not confirmed: " + detail;
    };
  }

  public static String label(ActionView action) {
    return switch (action.action()) {
      case "source" -> "Try again";
      case "reassign" -> "Send from elsewhere";
      case "lost" -> "Report as lost";
      case "replace" -> "Send again";
      case "refunded" -> "Refunded instead";
      case "accept" -> "Let it count";
      default -> Show.words(action.action());
    };
  }

  /// What is told when it is done.
  public static String done(ActionView action, ExceptionView item) {
    String order = "Order " + item.orderId();
    return switch (action.action()) {
      case "approve" -> order + " is approved and decided.";
      case "decline" -> order + " is declined.";
      case "source" -> "What was open of " + item.orderId() + " is decided again.";
      case "cancel" -> item.units() == null ? order + " is cancelled." : "The units are cancelled.";
      case "reassign" ->
          "Parcel "
              + item.shipmentId()
              + " is taken back, and sent from elsewhere where that can be.";
      case "lost" -> "Parcel " + item.shipmentId() + " is reported as lost.";
      case "replace" ->
          "What was in parcel " + item.shipmentId() + " is sent again, or waits for stock.";
      case "refunded" -> "Parcel " + item.shipmentId() + " is noted as refunded.";
      case "confirm" -> "The reservation of " + item.orderId() + " is confirmed.";
      case "release" -> "The reservation of " + item.orderId() + " is released.";
      case "accept" -> "What was in quarantine counts.";
      case "discard" -> "What was in quarantine is discarded.";
      default -> "Done.";
    };
  }

  /// The member of the body in which a person may say why; empty where there is none.
  public static String words(ActionView action) {
    return switch (action.action()) {
      case "decline", "cancel", "refunded" -> "reason";
      case "reassign" -> "note";
      default -> "";
    };
  }

  /// Whether it takes something away, and so is asked for twice.
  public static boolean isGrave(ActionView action) {
    return List.of("decline", "cancel", "release", "lost", "refunded", "discard")
        .contains(action.action());
  }

  public static String body(ActionView action) {
    return Json.text(Json.tree(action.body()));
  }

  /// What an action is about, for those who hear its button only.
  public static String about(ExceptionView item) {
    return (item.orderId() == null ? "no order of this service" : "order " + item.orderId())
        + (item.lineId() == null ? "" : ", line " + item.lineId());
  }

  /// Empty for a kind that is not counted.
  public @Nullable Integer count(String kind) {
    return found.counts().get(kind);
  }
}
