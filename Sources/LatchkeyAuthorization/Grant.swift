public import LatchkeySchema

/// The permission to carry out one call, once.
///
/// It cannot be copied, and only ``CallerCheck`` makes one: a use case that takes it by consuming
/// can neither be entered without a decision nor entered twice on one.
public struct Grant: ~Copyable {
  /// What may be done.
  public let method: Method
  /// Through which service.
  public let principal: ServicePrincipal
  /// Who speaks.
  public let subject: Subject
  /// What it acts upon.
  public let target: Target

  init(method: Method, principal: ServicePrincipal, subject: Subject, target: Target) {
    self.method = method
    self.principal = principal
    self.subject = subject
    self.target = target
  }
}
