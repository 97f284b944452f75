namespace MiniVercel.Platform.Secrets;

/// <summary>A table with a secret in each row, in the column `envelope`.</summary>
/// <param name="Name">The table.</param>
/// <param name="Id">Its key.</param>
/// <param name="Row">What the secret is bound to, as an SQL expression over the row: the same text that it was sealed with.</param>
/// <param name="IsOfProject">Whether each belongs to the project in `project_id`, and goes with it.</param>
public sealed record SealedTable(string Name, string Id, string Row, bool IsOfProject = true);
