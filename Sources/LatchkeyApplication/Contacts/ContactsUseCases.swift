/// The service `Contacts`: contacts and what agents do with their accounts.
public struct ContactsUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
}
