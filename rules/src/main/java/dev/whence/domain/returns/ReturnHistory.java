package dev.whence.domain.returns;

/// What is known, strictly before the decision, about things like one order line coming back.
///
/// Units count as sold two weeks after their order, so recent sales do not look safe; what comes
/// back later counts when it is known.
///
/// @param skuSold units of the SKU, with `skuReturned` of them returned
/// @param categorySold units of the category, with `categoryReturned` of them returned
/// @param customerSold units this customer bought, with `customerReturned` of them returned
public record ReturnHistory(
    long skuSold,
    long skuReturned,
    long categorySold,
    long categoryReturned,
    long customerSold,
    long customerReturned) {
  public static final ReturnHistory NONE = new ReturnHistory(0, 0, 0, 0, 0, 0);
}
