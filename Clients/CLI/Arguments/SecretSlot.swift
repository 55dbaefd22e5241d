/// A secret, which never comes from the command line: other processes of the machine can read that.
struct SecretSlot: Sendable {
  /// `new-password`: gives the option `--new-password-fd`.
  let name: String
  /// Text of the prompt.
  let question: String
  /// Asked for twice, against typing errors.
  var isNew = false
  /// Not asked for unless the command finds that it needs it.
  var isDeferred = false

  /// `new password`.
  var words: String { self.name.replacing("-", with: " ") }

  /// The option that names a descriptor to read the secret from.
  var descriptor: Option<Int32?> {
    Option(
      "--\(self.name)-fd", "N", .descriptor, help: "read it from this file descriptor, one line")
  }

  /// The option that reads all secrets of a command from standard input, in their order.
  static func standardInput(of slots: [SecretSlot]) -> Option<Bool> {
    let order = slots.map(\.words).joined(separator: ", then ")
    return Option(flag: "--stdin", help: "read from standard input, a line each: \(order)")
  }
}
