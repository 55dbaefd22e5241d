/// Error for a text that is no value of its kind.
///
/// Parsers leave the text itself out where it could be a secret in the wrong place.
struct WrongValue: Error {
  /// A sentence with the name of the argument or option in it.
  let sentence: String
  /// Words behind the name of the command in the hint; nil for a pointer to its help.
  var hint: String?
}
