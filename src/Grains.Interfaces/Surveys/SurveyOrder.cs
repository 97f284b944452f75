using System.Collections.Immutable;
using MiniVercel.Builds;

namespace MiniVercel.Surveys;

/// <summary>What is to be looked at: a repository, or a folder that somebody has before them.</summary>
/// <param name="Build">The build that would be made of it.</param>
/// <param name="Key">What lets the caller into the repository, where they have such a thing.</param>
/// <param name="Folder">The files of the folder.</param>
[GenerateSerializer, Immutable]
public sealed record SurveyOrder(BuildOrder Build, SealedKey? Key = null, ImmutableList<SketchedFile>? Folder = null);

/// <summary>A file of a folder that has not been sent.</summary>
/// <param name="Beginning">How it begins, where that may say something of the whole.</param>
[GenerateSerializer, Immutable]
public sealed record SketchedFile(string Path, string? Beginning);

/// <summary>A credential on its way from one silo to another, which alone can open it.</summary>
/// <param name="Origin">The server that it was given for.</param>
[GenerateSerializer, Immutable]
public sealed record SealedKey(string Origin, string User, string Envelope);
