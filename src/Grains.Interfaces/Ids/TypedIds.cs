using System.Text.Json.Serialization;

namespace MiniVercel;

/// <summary>An id that knows what it names, so that a build's id can never be handed in where a project's is meant.</summary>
public interface ITypedId<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    string Value { get; }

    static abstract string Prefix { get; }

    static abstract TSelf From(string value);
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<TeamId>))]
public readonly record struct TeamId(string Value) : ITypedId<TeamId>
{
    /// <summary>The team that everything belongs to until there are others.</summary>
    public static readonly TeamId Default = new("team_default");

    public static string Prefix => "team";
    public static TeamId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<ProjectId>))]
public readonly record struct ProjectId(string Value) : ITypedId<ProjectId>
{
    public static string Prefix => "prj";
    public static ProjectId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<BuildId>))]
public readonly record struct BuildId(string Value) : ITypedId<BuildId>
{
    public static string Prefix => "bld";
    public static BuildId From(string value) => new(value);

    /// <summary>Ids sort by creation time, so a later build compares greater.</summary>
    public bool IsNewerThan(BuildId? other) => other is null || string.CompareOrdinal(Value, other.Value.Value) > 0;

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<DeploymentId>))]
public readonly record struct DeploymentId(string Value) : ITypedId<DeploymentId>
{
    public static string Prefix => "dpl";
    public static DeploymentId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<UploadId>))]
public readonly record struct UploadId(string Value) : ITypedId<UploadId>
{
    public static string Prefix => "upl";
    public static UploadId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<ArtifactId>))]
public readonly record struct ArtifactId(string Value) : ITypedId<ArtifactId>
{
    public static string Prefix => "art";
    public static ArtifactId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<VariableId>))]
public readonly record struct VariableId(string Value) : ITypedId<VariableId>
{
    public static string Prefix => "env";
    public static VariableId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<AuditId>))]
public readonly record struct AuditId(string Value) : ITypedId<AuditId>
{
    public static string Prefix => "aud";
    public static AuditId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<DomainId>))]
public readonly record struct DomainId(string Value) : ITypedId<DomainId>
{
    public static string Prefix => "dom";
    public static DomainId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<UserId>))]
public readonly record struct UserId(string Value) : ITypedId<UserId>
{
    public static string Prefix => "usr";
    public static UserId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<SessionId>))]
public readonly record struct SessionId(string Value) : ITypedId<SessionId>
{
    public static string Prefix => "ses";
    public static SessionId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<TokenId>))]
public readonly record struct TokenId(string Value) : ITypedId<TokenId>
{
    public static string Prefix => "tok";
    public static TokenId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<InvitationId>))]
public readonly record struct InvitationId(string Value) : ITypedId<InvitationId>
{
    public static string Prefix => "inv";
    public static InvitationId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<SigningKeyId>))]
public readonly record struct SigningKeyId(string Value) : ITypedId<SigningKeyId>
{
    public static string Prefix => "key";
    public static SigningKeyId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<IdentityId>))]
public readonly record struct IdentityId(string Value) : ITypedId<IdentityId>
{
    public static string Prefix => "idn";
    public static IdentityId From(string value) => new(value);
    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, JsonConverter(typeof(TypedIdConverter<DeployHookId>))]
public readonly record struct DeployHookId(string Value) : ITypedId<DeployHookId>
{
    public static string Prefix => "hook";
    public static DeployHookId From(string value) => new(value);
    public override string ToString() => Value;
}
