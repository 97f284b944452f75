namespace MiniVercel.Platform.Secrets;

/// <summary>A table with a secret in each row, in the column `envelope`, of the project in `project_id`.</summary>
/// <param name="Name">The table.</param>
/// <param name="Id">Its key.</param>
/// <param name="Row">What the secret is bound to, as an SQL expression over the row: the same text that it was sealed with.</param>
public sealed record SealedTable(string Name, string Id, string Row);
