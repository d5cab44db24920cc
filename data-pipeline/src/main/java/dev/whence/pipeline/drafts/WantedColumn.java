package dev.whence.pipeline.drafts;

import java.util.List;
import java.util.Set;

/// A column of a canonical table and by what names files have it, the likeliest first.
///
/// @param kind of its values
/// @param otherwise YAML in its place where nothing fits; empty to leave it out
/// @param doubt what is said of that
/// @param names patterns that a plain name is like as a whole
record WantedColumn(String column, Kind kind, String otherwise, String doubt, List<String> names) {

  enum Kind {
    TEXT,
    TIME,
    DATE,
    WHOLE,
    MONEY,
    NUMBER
  }

  /// Where the file has no time of the order.
  static final String NO_TIME = "{constant: \"2020-01-01T00:00:00Z\"}";

  private static WantedColumn wanted(
      String column, Kind kind, String otherwise, String doubt, String... names) {
    return new WantedColumn(column, kind, otherwise, doubt, List.of(names));
  }

  private static final String ORDERED =
      "(order(ed)?|order_(placed|created)|purchased?|invoice|created|creation|placed|sales?|bought|booking|transaction|tender|requisition|indent)_?(date|time|timestamp|datetime|at|on|ts|epoch|unix|purchase_timestamp|day)(_(utc|epoch|unix|ms|ts))?";

  /// What a time of an order is not called, however else it is called.
  private static final String NOT_ORDERED =
      "(?!.*(deliver|ship|estimat|promis|arriv|approv|expect|due|receiv|cancel|return))";

  /// Columns that say when something was ordered or sent.
  static final Set<String> BEGINNINGS = Set.of("ordered_at", "planned_handover", "handed_over_at");

  /// What the time of an order is not called where no name says which it is.
  static final String OF_SOMETHING_ELSE =
      "(.*_)?(approv|birth|born|updat|modif|chang|expir|expiry|valid|export|print|extract|load|paid|pay|due|cancel|last|since|join|register|sign).*";

  /// What a time of a delivery is not called.
  private static final String NOT_DELIVERED =
      "(?!.*(promis|estimat|expect|schedul|requir|request|plan|target|due|deadline|commit|cancel|return))";

  /// What names a line only if it names every row.
  static final String ROW_NAME = "((row|record|entry)_)?(id|uuid)";

  private static final String JOURNEY = "(trip|route|journey|ride|haul|transit|run|od)_";

  private static final String OF_DAY = "(_(date|time|at|on|timestamp|datetime))?";

  /// When a journey began.
  private static final String BEGINNING = JOURNEY + "(start|started|begin|began)" + OF_DAY;

  /// When it ended.
  private static final String END = JOURNEY + "(end|ended|finish|finished)" + OF_DAY;

  /// How the address of a customer is called.
  static final String E_MAIL = "e_?mail(_address)?";

  /// What an amount for an article is not called.
  private static final String NO_PRICE =
      "(?!.*(discount|tax|vat|ship|freight|fee|refund|compare|payment|tip))";

  static final List<WantedColumn> SHIPMENTS =
      List.of(
          wanted(
              "shipment_id",
              Kind.TEXT,
              "KEY",
              "",
              "(shipment|parcel|tracking|consignment|delivery|load|waybill|package)_(id|number|no|nr|code)",
              "(dispatch_note|delivery_note|packing_slip)(_(id|number|no|nr|code))?",
              "pro(_(number|num|no|nr|id))?",
              "(load|tracking|consignment|waybill|bill_of_lading)"),
          wanted(
              "order_id",
              Kind.TEXT,
              "KEY",
              "no column names the order",
              "(order|sales_order|invoice|po|purchase_order)_?(id|number|no|nr|code|ref|reference)?",
              "(order|sales_order|invoice|po|purchase_order)_(id|number|no|nr|code)_.*",
              "(trip|job|ride|booking)_(id|uuid|number|no|nr|code)",
              "id"),
          wanted(
              "ship_node",
              Kind.TEXT,
              "{constant: DC}",
              "no column names who sent it",
              "(seller|vendor|warehouse|node|store|dc|facility|supplier|plant|origin)(_(id|code|name|number))?",
              "(?!.*(country|state|region|province|city|zone|zip|postal|lat|lon|lng|rating|score|share|age)).*(warehouse|seller|vendor|origin).*"),
          wanted(
              "carrier_service",
              Kind.TEXT,
              "{constant: STANDARD}",
              "no column names the carrier or its service",
              "(carrier|courier)(_(id|name|code|service|company|partner|scac))?",
              "(.*_)?(carrier|airline)(_(code|name|id))?",
              "(logistics|delivery|shipping)_(partner|company|provider)|scac(_code)?|transporter(_name)?",
              "ship(ping|ment)?_(mode|method|service|class)",
              "delivery_(mode|method)",
              "service(_(level|name|type))?"),
          wanted(
              "ordered_at",
              Kind.TIME,
              NO_TIME,
              "no time of the order",
              ".*order_?purchase.*",
              ORDERED,
              NOT_ORDERED + ".*order.*(date|time|timestamp).*",
              "(date|day|time)_of_(order|purchase|sale)",
              "(order_(placed|created)|placed|ordered|purchased|created|creation|booked)(_(local|utc))?",
              "(date|timestamp|datetime|time|ts)(_(utc|epoch|unix|ms))?",
              "(trip|job|ride|load|booking)_(id_)?(created|creation|booked|date)(_(date|time|at|timestamp))?"),
          wanted(
              "planned_handover",
              Kind.TIME,
              "",
              "",
              "(planned|scheduled|requested|required|expected|promised|estimated)_(pick|ship_?date|shipping_?date|dispatch|depart|hand_?over|collect).*",
              "(planned|scheduled)_.*(ship|hand|dispatch|depart|pickup).*",
              "ship(ping)?_(limit|by).*",
              "dispatch_by.*"),
          wanted(
              "origin_country",
              Kind.TEXT,
              "{constant: US}",
              "the country of the ship node is a guess",
              "(origin|seller|from|sender|vendor|warehouse|ship_from|.*manufacturing.*)_country(_(code|name))?"),
          wanted(
              "origin_region", Kind.TEXT, "", "", "(origin|seller|from)_(state|region|province)"),
          wanted(
              "origin_time_zone",
              Kind.TEXT,
              "{constant: UTC}",
              "the time zone of the ship node is a guess",
              "(origin|seller|from|sender|vendor|warehouse|departure|pickup)_(time_?zone|tz)",
              "time_?zone|tz"),
          wanted(
              "destination_country",
              Kind.TEXT,
              "{constant: US}",
              "the country of the destination is a guess",
              "(destination|customer|ship_to|to|delivery|shipping|ship|order|receiver|recipient|buyer|client)_country(_(code|name))?",
              "country(_(code|name))?"),
          wanted(
              "destination_region",
              Kind.TEXT,
              "",
              "",
              "(destination|customer|ship_to|to|delivery)_(state|region|province)",
              "(state|region|province)"),
          wanted(
              "destination_time_zone",
              Kind.TEXT,
              "{constant: UTC}",
              "the time zone of the destination is a guess: the promised day ends in it",
              "(destination|customer|to|delivery|receiver|recipient|arrival|ship_to)_(time_?zone|tz)",
              "time_?zone|tz"),
          wanted(
              "distance_km",
              Kind.NUMBER,
              "{constant: 0}",
              "no distance: without it the model does not know near from far",
              "distance(_km)?",
              ".*distance.*",
              "((trip|route|road|total|travel|haul)_)?(miles|mileage|km|kms|kilometers|kilometres)"),
          wanted(
              "weight_grams",
              Kind.WHOLE,
              "",
              "",
              "weight_(g|grams?)",
              ".*weight.*",
              "((gross|net|total)_)?(kg|kgs|kilos?|lbs|pounds)"),
          wanted("units", Kind.WHOLE, "", "", "(units|quantity|qty|items)", ".*(quantity|qty).*"),
          wanted(
              "freight_minor",
              Kind.MONEY,
              "",
              "",
              "(freight|shipping|delivery)(_?(cost|value|price|charge|fee|amount)s?(_.*)?)?"),
          wanted(
              "currency",
              Kind.TEXT,
              "{constant: USD}",
              "the currency is a guess",
              "currency(_code)?"),
          wanted(
              "promised_date",
              Kind.DATE,
              "",
              "",
              "(?!.*(pick_?up|depart|dispatch|collect|ship_?date|shipping_?date))(.*(promis|estimat|expected|scheduled|required|requested|committed|planned_(deliver|arriv)|target).*|(.*_)?(eta|due|sla|deadline)(_.*)?)"),
          wanted("status", Kind.TEXT, "STATUS", "", "no column: worked out"),
          wanted(
              "handed_over_at",
              Kind.TIME,
              "ORDERED",
              "no time of hand-over: taken to leave when it was ordered",
              ".*(delivered_carrier|shipped|dispatch|depart|handed|pickup|picked|collect|ship_date|shipping_date|ship_?ment_?date|ship_time|shipping_time|ship_on).*",
              "ship(ped|ping)?",
              "(.*_)?shipment_time",
              BEGINNING),
          wanted(
              "delivered_at",
              Kind.TIME,
              "",
              "",
              NOT_DELIVERED
                  + ".*(delivered_customer|actual_deliver|delivered_to|deliver(ed|y)_?(date|time|at|on|timestamp)|arriv|received).*",
              NOT_DELIVERED + ".*deliver.*",
              END),
          wanted("known_at", Kind.TIME, "DELIVERED", "", ".*(recorded|known|scan).*"));

  static final List<WantedColumn> ORDER_LINES =
      List.of(
          wanted(
              "order_id",
              Kind.TEXT,
              "KEY",
              "no column names the order",
              "(order|sales_order|invoice)_?(id|number|no|nr|code|ref|reference)?",
              "(order|sales_order|invoice)_(id|number|no|nr|code)_.*",
              "(transaction|receipt|ticket|bill|document|sale|sales)_?(id|number|no|nr|code)",
              "id",
              "name"),
          wanted(
              "line_id",
              Kind.TEXT,
              "LINE",
              "the file numbers no lines; to add months, join columns that tell those of an order apart",
              "(line|item|order_item|position)_?(id|number|no|nr)",
              ROW_NAME),
          wanted(
              "ordered_at",
              Kind.TIME,
              NO_TIME,
              "no time of the order",
              ORDERED,
              NOT_ORDERED + ".*(order|invoice|purchase).*(date|time|timestamp).*",
              "(date|day|time)_of_(order|purchase|sale)",
              "(order_(placed|created)|placed|ordered|purchased|created|creation|booked)(_(local|utc))?",
              "(date|timestamp|datetime|time|ts)(_(utc|epoch|unix|ms))?"),
          wanted(
              "customer_id",
              Kind.TEXT,
              "",
              "",
              "(customer|user|client|buyer)_?(id|number|no|unique_id)?",
              "(customer_|user_|client_|buyer_)?" + E_MAIL),
          wanted(
              "sku",
              Kind.TEXT,
              "{constant: UNKNOWN}",
              "no column names the article",
              "(sku|article|product|stock_?code|item|asin|ean)(_?(id|code|number|no|nr|sku|reference|ref))?",
              "(product|item|article)_.*_?(id|code|number|no|sku)",
              "(product|item|article)_(name|title)"),
          wanted(
              "category",
              Kind.TEXT,
              "",
              "",
              ".*(category|department|product_?type|class).*",
              "(product|article|item|goods)_?group"),
          wanted("quantity", Kind.WHOLE, "", "", "(quantity|qty|units)", ".*(quantity|qty).*"),
          wanted(
              "unit_price_minor",
              Kind.MONEY,
              "{constant: 0}",
              "no price",
              "(unit_?|item_?|selling_?|sale_?)?price(_.*)?",
              NO_PRICE + ".*(price|amount).*",
              NO_PRICE + "(.*_)?(total|sales|revenue|subtotal|line_value|order_value|value)"),
          wanted(
              "currency",
              Kind.TEXT,
              "{constant: USD}",
              "the currency is a guess",
              "currency(_code)?"));

  WantedColumn {
    names = List.copyOf(names);
  }
}
