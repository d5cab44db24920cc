-- NOT_WORTH_A_PARCEL was written as NOT_WORTH_APARCEL; what has no words is read again when it is looked for.
UPDATE decision_index SET words = NULL WHERE words @> ARRAY ['reason:NOT_WORTH_APARCEL'];
