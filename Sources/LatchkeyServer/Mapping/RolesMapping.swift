import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension PermissionSet {
  init(named names: [PermissionName]) throws(FieldError) {
    guard names.count <= Permission.allCases.count else {
      throw FieldError(
        field: "permissions", problem: "At most \(Permission.allCases.count) permissions.")
    }
    var permissions: [Permission] = []
    for name in names {
      guard let permission = name.permission else {
        throw FieldError(
          field: "permissions",
          problem: "One of the permissions is not known here. Known are: "
            + Permission.allCases.map(\.name).joined(separator: ", ") + ".")
      }
      permissions.append(permission)
    }
    self.init(permissions)
  }
}

extension RoleDetails {
  init(_ role: Role, members: Int) {
    self.init(
      id: role.id.rawValue, name: role.name,
      permissions: role.permissions.permissions.map { PermissionName($0) },
      isBuiltIn: role.isBuiltIn, memberCount: members, revision: role.revision)
  }
}

extension Roles.ExplainAccess.Response {
  init(_ report: AccessReport) {
    self.init(
      isAllowed: report.reason == nil, reason: report.reason?.rawValue,
      missingPermissions: report.missingPermissions.map { PermissionName($0) },
      steps: report.steps.map { step in
        AccessStep(
          check: step.check, passed: step.reason == nil, reason: step.reason?.rawValue,
          detail: step.detail)
      }, advice: report.advice)
  }
}
