import Glibc
import LatchkeySchema

/// Gets secrets from where the options say: a descriptor, standard input, or the person.
struct SecretReader: Sendable {
  private let command: Command
  private let descriptors: [String: Int32]
  private let isFromStandardInput: Bool

  init(_ values: Values, of command: Command) throws(Refusal) {
    var descriptors: [String: Int32] = [:]
    for slot in command.secrets {
      guard let text = values.option("--\(slot.name)-fd") else { continue }
      guard let number = Int32(text), number >= 0, number != 1, number != 2 else {
        throw command.usage("--\(slot.name)-fd takes the number of an open descriptor.")
      }
      descriptors[slot.name] = number
    }
    self.command = command
    self.descriptors = descriptors
    self.isFromStandardInput = !command.secrets.isEmpty && values.flag("--stdin")
  }

  /// Reads one secret. From standard input they come in the order in which they are asked for.
  func read(_ slot: SecretSlot) throws(Refusal) -> Secret {
    if let descriptor = self.descriptors[slot.name] {
      return try self.line(from: descriptor, of: slot)
    }
    if self.isFromStandardInput { return try self.line(from: 0, of: slot) }
    guard Terminal.isThere else {
      throw self.command.usage(
        "There is no terminal to ask for the \(slot.words) at: use --\(slot.name)-fd N or --stdin.")
    }
    let secret = try Terminal.askSecretly(slot.question)
    guard slot.isNew else { return secret }
    guard try Terminal.askSecretly("\(slot.question), again") == secret else {
      throw .here("The two are not the same. Nothing was sent.", next: nil, .usage)
    }
    return secret
  }

  /// Reads one secret that was asked for by the service: it may not have been thought of.
  func readIfAny(_ slot: SecretSlot) throws(Refusal) -> Secret? {
    if self.descriptors[slot.name] != nil { return try self.read(slot) }
    if self.isFromStandardInput {
      return Descriptor.readLine(0, upTo: Secret.byteCountMax).map { Secret($0) }
    }
    // Whoever gave the first one by a descriptor is a program, and no person to ask.
    guard self.descriptors.isEmpty, Terminal.isThere else { return nil }
    return try self.read(slot)
  }

  private func line(from descriptor: Int32, of slot: SecretSlot) throws(Refusal) -> Secret {
    guard let line = Descriptor.readLine(descriptor, upTo: Secret.byteCountMax) else {
      throw self.command.usage(
        errno == 0
          ? "The \(slot.words) is missing, or longer than \(Secret.byteCountMax) bytes."
          : "The \(slot.words) cannot be read from descriptor \(descriptor): \(Descriptor.errorText)."
      )
    }
    return Secret(line)
  }
}

extension SecretSlot {
  /// `new password`.
  var words: String { self.name.replacing("-", with: " ") }
}
