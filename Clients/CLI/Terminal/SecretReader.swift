import Glibc
import LatchkeyBase
import LatchkeySchema

/// Reads secrets from the source that the options name: a descriptor, standard input or the terminal.
struct SecretReader: Sendable {
  private let syntax: Syntax
  private let descriptors: [String: Int32]
  private let isFromStandardInput: Bool

  init(_ values: Values) throws(Refusal) {
    let slots = values.syntax.secrets
    var descriptors: [String: Int32] = [:]
    for slot in slots { descriptors[slot.name] = try values[slot.descriptor] }
    self.syntax = values.syntax
    self.descriptors = descriptors
    self.isFromStandardInput =
      try slots.isEmpty ? false : values[SecretSlot.standardInput(of: slots)]
  }

  /// Reads one secret. From standard input they come in the order of the calls.
  func read(_ slot: SecretSlot) throws(Refusal) -> Secret {
    precondition(
      self.syntax.secrets.contains { $0.name == slot.name },
      "\(self.syntax.name) reads \(slot.name) and does not declare it.")
    if let descriptor = self.descriptors[slot.name] {
      return try self.line(from: descriptor, of: slot)
    }
    if self.isFromStandardInput { return try self.line(from: 0, of: slot) }
    guard Terminal.isThere else {
      throw self.syntax.usage(
        "There is no terminal to ask for the \(slot.words) at: use --\(slot.name)-fd N or --stdin.")
    }
    let secret = try Terminal.askSecretly(slot.question)
    guard slot.isNew else { return secret }
    guard try Terminal.askSecretly("\(slot.question), again") == secret else {
      throw .here("The two are not the same. Nothing was sent.", next: nil, .usage)
    }
    return secret
  }

  /// Reads one secret that only the answer of the service asked for; nil where the command does not
  /// take it, or where no source for it is left.
  func readIfAny(_ slot: SecretSlot) throws(Refusal) -> Secret? {
    guard let slot = self.syntax.secrets.first(where: { $0.name == slot.name }) else { return nil }
    if self.descriptors[slot.name] != nil { return try self.read(slot) }
    if self.isFromStandardInput {
      return Descriptor.readLine(0, upTo: Secret.bytesMax).map { Secret($0) }
    }
    // A secret that came by a descriptor came from a program, which cannot answer a prompt.
    guard self.descriptors.isEmpty, Terminal.isThere else { return nil }
    return try self.read(slot)
  }

  private func line(from descriptor: Int32, of slot: SecretSlot) throws(Refusal) -> Secret {
    guard let line = Descriptor.readLine(descriptor, upTo: Secret.bytesMax) else {
      throw self.syntax.usage(
        errno == 0
          ? "The \(slot.words) is missing, or longer than \(Secret.bytesMax) bytes."
          : "The \(slot.words) cannot be read from descriptor \(descriptor): \(Descriptor.errorText)."
      )
    }
    return Secret(line)
  }
}
