/// The mail server that counts.
public struct MailServerView: Message {
  /// What it is.
  public var server: MailServerSettings
  /// Whether the daemon's configuration decides it, and no call.
  public var isFixed: Bool
  /// Grows with every change by a call; give it back with an update to refuse a lost one.
  public var revision: Int64
  /// Why nothing can be handed over to it at present, as far as that is known without trying.
  public var problem: String?
}
