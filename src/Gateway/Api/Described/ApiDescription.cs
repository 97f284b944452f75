using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;

namespace MiniVercel.Gateway.Api.Described;

/// <summary>The description of the API, made from the calls themselves, and a page to read it on.</summary>
internal static class ApiDescription
{
    public const string Path = "/api/openapi.json";
    private const string Name = "v1";
    private const string Bearer = "bearer";
    private const string Refused = "Refused";

    private static readonly string[] s_refusals = ["400", "401", "403", "404", "409", "412", "413", "422", "429", "503"];

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = call => call is { RelativePath: { } path, HttpMethod: not "HEAD" } && (path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("health/", StringComparison.Ordinal));
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Mini Vercel", Version = Name, Description = "Projects, builds, deployments and all that belongs to them." };
            document.Servers = []; // where it was read from
            document.Tags?.Clear(); // classes of ours, and the name of the program; each call has a tag of its own
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, or the access token of a login." };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(SchemaRules.Apply);
        options.AddOperationTransformer(Complete);
    });

    public static void UseApiPage(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "api/docs";
        page.DocumentTitle = "Mini Vercel API";
        page.SwaggerEndpoint(Path, "Mini Vercel");
    });

    public static void Map(WebApplication app) => app.MapOpenApi(Path).WithMetadata(OpenToAll.Instance);

    private static async Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = EndpointNames.Of(context.Description.RelativePath ?? "", metadata);
        operation.Tags = new HashSet<OpenApiTagReference> { new(operation.OperationId.Split('.')[0], context.Document) };
        if (!metadata.OfType<OpenToAll>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];

        if (metadata.OfType<TakenBody>().LastOrDefault() is { } taken)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !taken.IsOptional,
                Content = new Dictionary<string, OpenApiMediaType> { [taken.MediaType] = new() { Schema = await Schema(context, taken.Type, cancellationToken) } },
            };
        }

        operation.Parameters ??= [];
        foreach (var name in metadata.OfType<QueryNames>().SelectMany(q => q.Names))
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = SchemaRules.OfQuery(name) });
        foreach (var header in metadata.OfType<HeardHeader>())
            operation.Parameters.Add(Heard(header));
        if (Idempotency.Heeds(context.Description.HttpMethod ?? "", metadata))
            operation.Parameters.Add(Heard(Idempotency.Described));
        await CompleteAnswers(operation.Responses ??= [], context, metadata, cancellationToken);
    }

    private static OpenApiParameter Heard(HeardHeader header) => new()
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Description = header.About,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = header.Longest, Pattern = header.Pattern },
    };

    private static async Task CompleteAnswers(
        OpenApiResponses answers, OpenApiOperationTransformerContext context, IList<object> metadata, CancellationToken cancellationToken)
    {
        foreach (var other in metadata.OfType<OtherAnswer>())
        {
            var answer = answers[other.Status.ToString(CultureInfo.InvariantCulture)].Content![Description.Json];
            answer.Schema = new OpenApiSchema { OneOf = [answer.Schema!, await Schema(context, other.Type, cancellationToken)] };
        }

        foreach (var form in metadata.OfType<TextForms>().SelectMany(f => f.MediaTypes))
            answers["200"].Content![form] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

        await CompleteRefusals(answers, context, cancellationToken);
    }

    /// <summary>They all read alike, so they are described once.</summary>
    private static async Task CompleteRefusals(OpenApiResponses answers, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document ?? throw new InvalidOperationException("The description of a call is part of a document.");
        if (document.Components?.Responses?.ContainsKey(Refused) != true)
        {
            document.AddComponent(Refused, new OpenApiResponse
            {
                Description = "Refused, and nothing was changed.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = await Schema(context, typeof(ProblemAnswer), cancellationToken) },
                },
            });
        }

        foreach (var status in s_refusals)
            answers.TryAdd(status, new OpenApiResponseReference(Refused, document));
    }

    /// <summary>What has fields is described once, under its name.</summary>
    private static async Task<IOpenApiSchema> Schema(OpenApiOperationTransformerContext context, Type type, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
        if (schema.Properties is not { Count: > 0 } || context.Document is not { } document)
            return schema;
        var name = type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{type.GetGenericArguments()[0].Name}" : type.Name;
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }
}

/// <summary>How every refusal reads.</summary>
/// <param name="Errors">What is wrong with each field, where it is the input that cannot be accepted.</param>
internal sealed record ProblemAnswer(
    string Type, string Title, int Status, string Detail, string TraceId, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);
