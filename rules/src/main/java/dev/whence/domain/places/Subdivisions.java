package dev.whence.domain.places;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// States and provinces whose names and codes (ISO 3166-2, without the country) are both in daily
/// use in addresses: of the United States, Canada and Australia. Tells what a region may be called
/// elsewhere; nobody has to use either.
public final class Subdivisions {
  private static final Map<String, String> NAMES =
      Map.of(
          "US",
          """
          AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut\
          |DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho\
          |IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine\
          |MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri\
          |MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico\
          |NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon\
          |PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee\
          |TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia\
          |WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam\
          """,
          "CA",
          """
          AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick\
          |NL Newfoundland and Labrador|NT Northwest Territories|NS Nova Scotia|NU Nunavut\
          |ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon\
          """,
          "AU",
          """
          ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory\
          |QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria\
          |WA Western Australia\
          """);
  private static final Map<String, Map<String, String>> OTHER_NAMES = otherNames();

  private Subdivisions() {}

  /// The code of a region that is called by its name, and the name of one that is called by its
  /// code; upper and lower case count alike.
  ///
  /// @param country ISO 3166-1 alpha-2
  public static Optional<String> otherName(String country, String region) {
    return Optional.ofNullable(
        OTHER_NAMES.getOrDefault(country, Map.of()).get(region.toLowerCase(Locale.ROOT)));
  }

  private static Map<String, Map<String, String>> otherNames() {
    var all = new HashMap<String, Map<String, String>>();
    NAMES.forEach((country, regions) -> {
      var others = new HashMap<String, String>();
      for (String region : regions.split("\\|")) {
        int space = region.indexOf(' ');
        String code = region.substring(0, space);
        String name = region.substring(space + 1);
        others.put(code.toLowerCase(Locale.ROOT), name);
        others.put(name.toLowerCase(Locale.ROOT), code);
      }
      all.put(country, Map.copyOf(others));
    });
    return Map.copyOf(all);
  }
}
