/// Names an account in one of four ways.
///
/// On the wire a map with exactly one of the keys 1 (number), 2 (address), 3 (login name), 4 (telephone
/// number). An address or a number that several contacts have names nobody.
public enum AccountReference: Message, ExclusiveFields {
  /// By its number.
  case id(Int64)
  /// By any of its e-mail addresses.
  case address(String)
  /// By its login name.
  case loginName(String)
  /// By its telephone number.
  case phone(String)
}
