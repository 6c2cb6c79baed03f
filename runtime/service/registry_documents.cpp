// The JSON forms of the registry's documents. Stored in journals: members may be added, and keep
// their meaning.
#include "runtime/service/registry_documents.h"

#include "runtime/dom/text.h"
#include "runtime/service/arn.h"

#include <nlohmann/json.hpp>

namespace asl::service {
namespace {

using Json = nlohmann::json;

Expected<Json> objectFrom(const std::string &text, const std::string &what) {
  Json object = asl::dom::parse(text);
  if (!object.is_object())
    return Failure{"the document of " + what + " is damaged"};
  return object;
}

template <typename T> T memberOf(const Json &object, const char *key, T otherwise) {
  auto found = object.find(key);
  if (found == object.end())
    return otherwise;
  bool fits = std::is_same_v<T, std::string> ? found->is_string()
              : std::is_same_v<T, bool>      ? found->is_boolean()
                                             : found->is_number_integer();
  return fits ? found->template get<T>() : otherwise;
}
std::string textIn(const Json &object, const char *key) {
  return memberOf(object, key, std::string());
}

/// Members that are empty are left out.
void setText(Json &object, const char *key, const std::string &text) {
  if (!text.empty())
    object[key] = text;
}
void setFlag(Json &object, const char *key, bool flag) {
  if (flag)
    object[key] = true;
}

Tags tagsFrom(const Json &object) {
  Tags tags;
  if (auto found = object.find("tags"); found != object.end() && found->is_object())
    for (const auto &[key, value] : found->items())
      if (value.is_string())
        tags[key] = value.get<std::string>();
  return tags;
}

} // namespace

std::string textOf(const Snapshot &snapshot) {
  Json object{{"machine", snapshot.machine},
              {"type", snapshot.express ? "EXPRESS" : "STANDARD"},
              {"definition", snapshot.definition},
              {"roleArn", snapshot.roleArn},
              {"changed", snapshot.changedMs}};
  setText(object, "logging", snapshot.logging);
  setText(object, "tracing", snapshot.tracing);
  setText(object, "encryption", snapshot.encryption);
  setText(object, "revisionId", snapshot.revisionId);
  setText(object, "variableReferences", snapshot.variableReferences);
  return dom::write(object);
}

Expected<Snapshot> snapshotFrom(const std::string &text) {
  Expected<Json> object = objectFrom(text, "a revision");
  if (!object)
    return object.failure();
  Snapshot snapshot;
  snapshot.machine = textIn(*object, "machine");
  snapshot.express = textIn(*object, "type") == "EXPRESS";
  snapshot.definition = textIn(*object, "definition");
  snapshot.roleArn = textIn(*object, "roleArn");
  snapshot.changedMs = memberOf(*object, "changed", int64_t(0));
  snapshot.logging = textIn(*object, "logging");
  snapshot.tracing = textIn(*object, "tracing");
  snapshot.encryption = textIn(*object, "encryption");
  snapshot.revisionId = textIn(*object, "revisionId");
  snapshot.variableReferences = textIn(*object, "variableReferences");
  return snapshot;
}

std::string textOf(const StateMachine &machine) {
  Json object{{"arn", machine.arn},
              {"name", machine.name},
              {"type", machine.express ? "EXPRESS" : "STANDARD"},
              {"created", machine.createdMs},
              {"revision", machine.current->revision},
              {"lastVersion", machine.lastVersion},
              {"tags", machine.tags}};
  setFlag(object, "deleting", machine.isDeleting);
  setFlag(object, "deleted", machine.isDeleted);
  return dom::write(object);
}

Expected<StoredMachine> machineFrom(const journal::Document &document) {
  Expected<Json> object = objectFrom(document.body, "the machine " + document.name);
  if (!object)
    return object.failure();
  StoredMachine stored;
  StateMachine &machine = stored.machine;
  machine.document = document.id;
  machine.key = document.name;
  machine.arn = textIn(*object, "arn");
  machine.name = textIn(*object, "name");
  if (!parseArn(machine.arn) || machine.name.empty())
    return Failure{"the document of the machine " + document.name +
                   " is damaged: it has no ARN or no name"};
  machine.express = textIn(*object, "type") == "EXPRESS";
  machine.createdMs = memberOf(*object, "created", int64_t(0));
  machine.lastVersion = memberOf(*object, "lastVersion", uint64_t(0));
  machine.tags = tagsFrom(*object);
  machine.isDeleting = memberOf(*object, "deleting", false);
  machine.isDeleted = memberOf(*object, "deleted", false);
  stored.revision = memberOf(*object, "revision", uint64_t(0));
  return stored;
}

std::string textOf(const Version &version) {
  Json object{{"revision", version.snapshot->revision}, {"created", version.createdMs}};
  setText(object, "description", version.description);
  return dom::write(object);
}

Expected<StoredVersion> versionFrom(const journal::Document &document) {
  Expected<Json> object = objectFrom(document.body, "the version " + document.name);
  if (!object)
    return object.failure();
  StoredVersion stored;
  stored.version.description = textIn(*object, "description");
  stored.version.createdMs = memberOf(*object, "created", int64_t(0));
  stored.revision = memberOf(*object, "revision", uint64_t(0));
  return stored;
}

std::string textOf(const Alias &alias) {
  Json routes = Json::array();
  for (const Route &route : alias.routes)
    routes.push_back({{"version", route.version}, {"weight", route.weight}});
  Json object{{"routes", routes}, {"created", alias.createdMs}, {"changed", alias.changedMs}};
  setText(object, "description", alias.description);
  setFlag(object, "deleted", alias.isDeleted);
  return dom::write(object);
}

Expected<Alias> aliasFrom(const journal::Document &document) {
  Expected<Json> object = objectFrom(document.body, "the alias " + document.name);
  if (!object)
    return object.failure();
  Alias alias;
  alias.document = document.id;
  alias.description = textIn(*object, "description");
  alias.createdMs = memberOf(*object, "created", int64_t(0));
  alias.changedMs = memberOf(*object, "changed", int64_t(0));
  alias.isDeleted = memberOf(*object, "deleted", false);
  if (auto routes = object->find("routes"); routes != object->end() && routes->is_array())
    for (const Json &route : *routes)
      if (route.is_object())
        alias.routes.push_back(
            {memberOf(route, "version", uint64_t(0)), memberOf(route, "weight", 0u)});
  return alias;
}

std::string textOf(const Activity &activity) {
  Json object{{"name", activity.name}, {"created", activity.createdMs}, {"tags", activity.tags}};
  setText(object, "encryption", activity.encryption);
  return dom::write(object);
}

Expected<Activity> activityFrom(const journal::Document &document) {
  Expected<Json> object = objectFrom(document.body, "the activity " + document.name);
  if (!object)
    return object.failure();
  Activity activity;
  activity.document = document.id;
  activity.arn = document.name;
  activity.name = textIn(*object, "name");
  activity.createdMs = memberOf(*object, "created", int64_t(0));
  activity.encryption = textIn(*object, "encryption");
  activity.tags = tagsFrom(*object);
  return activity;
}

} // namespace asl::service
