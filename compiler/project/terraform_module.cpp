// Names of a module.
#include "compiler/project/terraform_module.h"

#include "compiler/project/definition.h"
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"
#include "compiler/project/resource_types.h"
#include "compiler/project/terraform_files.h"
#include "runtime/support/file.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace aslc::project {

namespace fs = std::filesystem;

using hcl::Block;
using hcl::Document;
using hcl::Expression;

namespace {

constexpr size_t largestFile = 4u << 20; ///< bytes
constexpr size_t mostFiles = 200;
constexpr unsigned mostSteps = 16; ///< names that stand for names

/// A type of resource, the type of CloudFormation that it is, and the argument with its name.
struct TerraformType {
  std::string_view type, cloudFormation, name;
};

constexpr TerraformType types[] = {
    {"aws_athena_workgroup", "AWS::Athena::WorkGroup", "name"},
    {"aws_batch_compute_environment", "AWS::Batch::ComputeEnvironment", "compute_environment_name"},
    {"aws_batch_job_definition", "AWS::Batch::JobDefinition", "name"},
    {"aws_batch_job_queue", "AWS::Batch::JobQueue", "name"},
    {"aws_cloudwatch_event_bus", "AWS::Events::EventBus", "name"},
    {"aws_cloudwatch_event_connection", "AWS::Events::Connection", "name"},
    {"aws_cloudwatch_event_rule", "AWS::Events::Rule", "name"},
    {"aws_cloudwatch_log_group", "AWS::Logs::LogGroup", "name"},
    {"aws_codebuild_project", "AWS::CodeBuild::Project", "name"},
    {"aws_dynamodb_table", "AWS::DynamoDB::Table", "name"},
    {"aws_ecs_cluster", "AWS::ECS::Cluster", "name"},
    {"aws_ecs_task_definition", "AWS::ECS::TaskDefinition", "family"},
    {"aws_iam_role", "AWS::IAM::Role", "name"},
    {"aws_kinesis_firehose_delivery_stream", "AWS::KinesisFirehose::DeliveryStream", "name"},
    {"aws_kinesis_stream", "AWS::Kinesis::Stream", "name"},
    {"aws_kms_key", "AWS::KMS::Key", ""},
    {"aws_lambda_alias", "AWS::Lambda::Alias", "function_name"},
    {"aws_lambda_function", "AWS::Lambda::Function", "function_name"},
    {"aws_s3_bucket", "AWS::S3::Bucket", "bucket"},
    {"aws_secretsmanager_secret", "AWS::SecretsManager::Secret", "name"},
    {"aws_sfn_activity", "AWS::StepFunctions::Activity", "name"},
    {"aws_sfn_state_machine", "AWS::StepFunctions::StateMachine", "name"},
    {"aws_sns_topic", "AWS::SNS::Topic", "name"},
    {"aws_sqs_queue", "AWS::SQS::Queue", "name"},
    {"aws_ssm_parameter", "AWS::SSM::Parameter", "name"},
};

const TerraformType *terraformType(std::string_view type) {
  for (const TerraformType &each : types)
    if (each.type == type)
      return &each;
  return nullptr;
}

std::string joined(const std::vector<std::string> &steps) {
  std::string text;
  for (const std::string &step : steps)
    text += (text.empty() ? "" : ".") + step;
  return text;
}

bool endsInArn(std::string_view name) {
  return name == "arn" || name.ends_with("_arn") || name.ends_with("Arn") || name.ends_with("ARN");
}

/// What is inside of an object or list at the steps from `first` on; null when that is not written
/// there.
const Expression *inside(const Expression *at, const std::vector<std::string> &steps,
                         size_t first) {
  for (size_t i = first; at && i < steps.size(); ++i) {
    const Expression *next = nullptr;
    if (at->is(Expression::Kind::List)) {
      std::optional<size_t> index = asl::parseNumber<size_t>(steps[i]);
      next = index && *index < at->items.size() ? at->items[*index].get() : nullptr;
    } else if (at->is(Expression::Kind::Object)) {
      for (size_t k = 0; k + 1 < at->items.size(); k += 2) {
        const Expression &key = *at->items[k];
        if (key.is(Expression::Kind::Text) && key.parts.size() == 1 && !key.parts[0].value &&
            key.parts[0].literal.text == steps[i])
          next = at->items[k + 1].get();
      }
    }
    at = next;
  }
  return at;
}

std::shared_ptr<const source::Tree> emptyTree(std::shared_ptr<const source::File> file) {
  auto tree = std::make_shared<source::Tree>();
  tree->file = std::move(file);
  return tree;
}

} // namespace

bool isKnownType(std::string_view type) { return terraformType(type) != nullptr; }

std::string escapedTemplate(std::string text) {
  for (const char *mark : {"${", "%{"})
    for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 3))
      text.insert(at, 1, mark[0]);
  return text;
}

Module::Module(std::shared_ptr<const source::File> file, Given given, const std::string &arguments,
               unsigned depth)
    : given_(std::move(given)), names_(emptyTree(file), nullptr, given_), depth_(depth) {
  std::string path = file->name();
  documents_.push_back(std::make_unique<Document>(hcl::read(std::move(file))));
  readFolder(path);
  values_.push_back(std::make_unique<Document>(
      hcl::read(std::make_shared<const source::File>("arguments.tfvars", arguments))));
  takeTypes();
}

void Module::readFolder(const std::string &path) {
  fs::path folder = fs::path(path).parent_path();
  std::vector<std::string> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, failed), end;
       !failed && entry != end && files.size() < mostFiles; entry.increment(failed))
    files.push_back((folder / entry->path().filename()).string());
  std::sort(files.begin(), files.end());
  for (const std::string &file : files) {
    std::string name = fs::path(file).filename();
    bool hasValues = name == "terraform.tfvars" || name == "terraform.tfvars.json" ||
                     name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
    std::error_code ignored;
    if (file == path || !(hasValues || isTerraformFile(name)) ||
        !fs::is_regular_file(file, ignored))
      continue;
    if (auto text = asl::readFile(file, largestFile))
      (hasValues ? values_ : documents_)
          .push_back(std::make_unique<Document>(
              hcl::read(std::make_shared<const source::File>(file, *std::move(text)))));
  }
}

const Block *Module::block(std::string_view kind, std::string_view type, std::string_view name,
                           const Document **document) const {
  for (const auto &each : documents_)
    for (const Block &block : each->root.blocks)
      if (block.type == kind && block.label(0) == type && block.label(1) == name) {
        *document = each.get();
        return &block;
      }
  return nullptr;
}

Placed Module::follow(Placed at) const {
  for (unsigned i = 0; i < mostSteps; ++i) {
    const Expression &from = *at.expression;
    if (from.is(Expression::Kind::Text) && from.parts.size() == 1 && from.parts[0].value) {
      at.expression = from.parts[0].value.get();
      continue;
    }
    if (!from.is(Expression::Kind::Path) || from.steps.size() < 2 ||
        given_.find(joined(from.steps)))
      break;
    Placed next = declared(from.steps);
    if (!next.expression)
      break;
    at = next;
  }
  return at;
}

std::optional<Module::Instances> Module::instancesOf(const Document &document,
                                                     const Block &block) const {
  constexpr double most = 1000;
  const Expression *forEach = block.find("for_each");
  const Expression *from = forEach ? forEach : block.find("count");
  if (!from || !beingFollowed_.insert(from).second)
    return std::nullopt;
  source::Tree scratch;
  scratch.file = document.file;
  diag::Engine problems(scratch.file);
  size_t unknownBefore = unknown_;
  HclEvaluator evaluator(*this, scratch, problems);
  const source::Node *made = evaluator.value({&document, from});
  beingFollowed_.erase(from);
  bool isMany = (made->is(source::Node::Kind::Object) || made->is(source::Node::Kind::Array)) &&
                !evaluator.standsForOthers(*made);
  bool isKnown = forEach ? isMany : unknown_ == unknownBefore;
  if (problems.hasErrors() || !isKnown)
    return std::nullopt;
  Instances instances{{}, !forEach};
  size_t count = forEach ? 0 : static_cast<size_t>(std::clamp(numberOf(*made), 0.0, most));
  for (size_t i = 0; i < count; ++i)
    instances.all.push_back({std::to_string(i), "", true});
  for (const source::Member &member : made->members)
    instances.all.push_back({member.key, source::toJson(*member.value)});
  for (const source::Node *item : made->items)
    instances.all.push_back({scalarText(*item).value_or(""), source::toJson(*item)});
  return instances;
}

void Module::bindEach(const Instance *instance) const {
  bool isKeyed = instance && !instance->isCounted;
  eachKey_ = isKeyed ? instance->key : "";
  countIndex_ = instance && instance->isCounted ? instance->key : "";
  eachValue_.reset();
  if (isKeyed)
    eachValue_ = std::make_unique<Document>(hcl::read(std::make_shared<const source::File>(
        "each.tfvars", "value = " + escapedTemplate(instance->value) + "\n")));
}

std::string Module::ofInstance(const std::string &key, const Document *document, const Block *block,
                               const std::function<std::string()> &find) const {
  std::string outerKey = std::exchange(eachKey_, key);
  std::string outerIndex = std::exchange(countIndex_, key);
  std::unique_ptr<Document> outerValue = std::move(eachValue_);
  if (block && !key.empty())
    for (const Instance &instance : instancesOf(*document, *block).value_or(Instances()).all)
      if (instance.key == key)
        bindEach(&instance);
  std::string found = find();
  eachKey_ = std::move(outerKey);
  countIndex_ = std::move(outerIndex);
  eachValue_ = std::move(outerValue);
  return found;
}

Placed Module::declared(const std::vector<std::string> &steps) const {
  const std::string &name = steps[1];
  if (steps[0] == "each" && name == "value" && eachValue_)
    if (const Expression *found = eachValue_->root.find("value"))
      return {eachValue_.get(), inside(found, steps, 2)};
  if (steps[0] == "local") {
    for (const auto &each : documents_)
      for (const Block &block : each->root.blocks)
        if (const Expression *found = block.type == "locals" ? block.find(name) : nullptr)
          return {each.get(), inside(found, steps, 2)};
    return {};
  }
  if (steps[0] != "var" || given_.parameters.contains(name))
    return {};
  for (auto each = values_.rbegin(); each != values_.rend(); ++each)
    if (const Expression *found = (*each)->root.find(name))
      return {each->get(), inside(found, steps, 2)};
  for (const auto &each : documents_)
    for (const Block &block : each->root.blocks)
      if (block.type == "variable" && block.label(0) == name)
        if (const Expression *found = block.find("default"))
          return {each.get(),
                  found->is(Expression::Kind::Null) ? nullptr : inside(found, steps, 2)};
  return {};
}

std::optional<std::string> Module::text(Placed at) const {
  at = follow(at);
  if (!beingFollowed_.insert(at.expression).second)
    return std::nullopt;
  source::Tree scratch;
  scratch.file = at.document->file;
  diag::Engine problems(scratch.file);
  const source::Node *made = HclEvaluator(*this, scratch, problems).value(at);
  beingFollowed_.erase(at.expression);
  return made && !problems.hasErrors() ? scalarText(*made) : std::nullopt;
}

std::string Module::resource(std::string_view kind, std::string_view type, std::string_view name,
                             std::string_view attribute) const {
  const TerraformType *known = terraformType(type);
  const ResourceType *like = known ? resourceType(known->cloudFormation) : nullptr;
  const Document *document = nullptr;
  const Block *declared = block(kind, type, name, &document);
  const Expression *written = declared && known ? declared->find(known->name) : nullptr;
  std::string own = written ? text({document, written}).value_or("") : "";
  if (own.empty())
    own = name;
  using Ref = ResourceType::Ref;
  bool isId = attribute == "id";
  if (like && (attribute == "url" || isId) && like->reference == Ref::QueueUrl)
    return "https://sqs." + names_.pseudo("AWS::Region") + ".amazonaws.com/" +
           names_.pseudo("AWS::AccountId") + "/" + own;
  if (endsInArn(attribute) || (isId && like && like->reference == Ref::Arn))
    return like ? names_.arn(like->arn, own) : names_.guessedArn(std::string(type) + "/" + own);
  bool isName = isId || attribute == "name" || (known && attribute == known->name);
  if (isName)
    return own;
  // Any other argument has the value that is written.
  const Expression *argument = declared ? declared->find(attribute) : nullptr;
  auto value = argument ? text({document, argument}) : std::nullopt;
  unknown_ += value ? 0 : 1;
  return value.value_or(std::string(type) + "." + std::string(name) + "." + std::string(attribute));
}

/// An output of the modules `lambda` and `step-functions` of the registry; empty for others.
std::string Module::ofRegistry(std::string_view name, std::string_view output) const {
  bool isFunction = output.starts_with("lambda_function_");
  if (!isFunction && !output.starts_with("state_machine_"))
    return {};
  for (const auto &each : documents_)
    for (const Block &block : each->root.blocks)
      if (block.type == "module" && block.label(0) == name) {
        const Expression *written = block.find(isFunction ? "function_name" : "name");
        std::string own = written ? text({each.get(), written}).value_or("") : "";
        own = own.empty() ? std::string(name) : own;
        return output.ends_with("_name") ? own
               : isFunction              ? names_.arn("lambda:{r}:{a}:function:{n}", own)
                                         : names_.arn("states:{r}:{a}:stateMachine:{n}", own);
      }
  return {};
}

std::string Module::arguments(const Document &document, const Block &block, Given &given) const {
  std::string arguments;
  for (const hcl::Attribute &attribute : block.attributes) {
    Placed at{&document, attribute.value.get()};
    source::Tree scratch;
    scratch.file = document.file;
    diag::Engine ignored(scratch.file);
    HclEvaluator evaluator(*this, scratch, ignored);
    const source::Node *made = evaluator.expanded(*evaluator.value(at), at);
    if (ignored.hasErrors())
      continue;
    if (made->is(source::Node::Kind::String))
      given.parameters[attribute.name] = made->text;
    else
      arguments += attribute.name + " = " + escapedTemplate(source::toJson(*made)) + "\n";
  }
  return arguments;
}

/// With the values that `block` gives now.
std::shared_ptr<Module> Module::child(const Document &document, const Block &block,
                                      const std::string &folder) const {
  std::string first;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    if (std::string path = entry->path().string();
        isTerraformFile(path) && (first.empty() || path < first))
      first = path;
  auto content = first.empty() ? asl::Failure{""} : asl::readFile(first, largestFile);
  if (!content)
    return nullptr;
  Given given = given_;
  given.parameters.clear();
  std::string values = arguments(document, block, given);
  auto made =
      std::make_shared<Module>(std::make_shared<const source::File>(first, *std::move(content)),
                               std::move(given), values, depth_ + 1);
  made->root_ = !root_.empty() ? root_ : this->folder().empty() ? "." : this->folder();
  return made;
}

std::string Module::folder() const {
  return fs::path(documents_[0]->file->name()).parent_path().lexically_normal().string();
}

const Module::Children *Module::children(const Document &document, const Block &block) const {
  constexpr unsigned deepest = 10;
  constexpr size_t most = 100;
  auto [known, isNew] = children_.try_emplace(&block);
  Children &all = known->second;
  const Expression *source = block.find("source");
  std::string folder = isNew && source ? text({&document, source}).value_or("") : "";
  bool isHere = folder.starts_with("./") || folder.starts_with("../");
  if (!isNew || !isHere || depth_ >= deepest)
    return all.isKeyed || !all.modules.empty() ? &all : nullptr;
  folder = pathFrom(*document.file, folder);
  if ((fs::path(folder) / "x").lexically_normal() ==
      (fs::path(this->folder()) / "x").lexically_normal())
    return nullptr; // the module itself
  auto many = instancesOf(document, block);
  all.isKeyed = many.has_value();
  all.isCounted = many && many->isCounted;
  std::vector<Instance> instances = many ? std::move(many->all) : std::vector<Instance>(1);
  instances.resize(std::min(instances.size(), most));
  std::string outerKey = eachKey_, outerIndex = countIndex_;
  std::unique_ptr<Document> outerValue = std::move(eachValue_);
  for (const Instance &instance : instances) {
    bindEach(all.isKeyed ? &instance : nullptr);
    if (auto module = child(document, block, folder))
      all.modules.emplace_back(instance.key, std::move(module));
  }
  eachKey_ = std::move(outerKey);
  countIndex_ = std::move(outerIndex);
  eachValue_ = std::move(outerValue);
  return all.isKeyed || !all.modules.empty() ? &all : nullptr;
}

const Module::Children *Module::children(std::string_view name) const {
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks)
      if (block.type == "module" && block.label(0) == name)
        return children(*document, block);
  return nullptr;
}

Placed Module::output(std::string_view name) const {
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks)
      if (block.type == "output" && block.label(0) == name)
        if (const Expression *value = block.find("value"))
          return {document.get(), value};
  return {};
}

std::vector<std::string> Module::outputs() const {
  std::vector<std::string> names;
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks)
      if (block.type == "output")
        names.emplace_back(block.label(0));
  return names;
}

std::string Module::reference(const std::vector<std::string> &steps) const {
  std::string whole = joined(steps);
  if (const std::string *given = given_.find(whole))
    return *given;
  const std::string &first = steps[0], &last = steps.back();
  if (first == "path" && last != "module" && !root_.empty()) // of the folder of this module
    return fs::path(root_).lexically_relative(folder().empty() ? "." : folder()).string();
  if (first == "path")
    return ".";
  if (whole == "terraform.workspace")
    return "default";
  if (whole == "count.index")
    return countIndex_.empty() ? "0" : countIndex_;
  if (whole == "each.key" && !eachKey_.empty())
    return eachKey_;
  if (first == "var" && steps.size() == 2) {
    auto given = given_.parameters.find(last);
    if (given != given_.parameters.end())
      return given->second;
  }
  if (first == "data" && steps.size() >= 4) {
    if (steps[1] == "aws_region")
      return names_.pseudo("AWS::Region");
    if (steps[1] == "aws_caller_identity" && last == "account_id")
      return names_.pseudo("AWS::AccountId");
    if (steps[1] == "aws_partition")
      return names_.pseudo(last == "dns_suffix" ? "AWS::URLSuffix" : "AWS::Partition");
    return resource("data", steps[1], steps[2], last);
  }
  if (first.starts_with("aws_") && steps.size() >= 3) {
    // `aws_lambda_function.step["pack"].arn`
    const Document *document = nullptr;
    const Block *declared = block("resource", first, steps[1], &document);
    return ofInstance(steps.size() > 3 ? steps[2] : "", document, declared,
                      [&] { return resource("resource", first, steps[1], last); });
  }
  if (first == "module" && steps.size() >= 3) {
    std::string made = ofInstance(steps.size() > 3 ? steps[2] : "", nullptr, nullptr,
                                  [&] { return ofRegistry(steps[1], last); });
    if (!made.empty())
      return made;
  }
  ++unknown_;
  if (first == "var" || first == "module" || first == "local" || first == "each")
    return endsInArn(last) ? names_.guessedArn(last) : last;
  return whole;
}

std::string Module::standInText(const std::string &name) const {
  std::string one = name.ends_with("arns") ? name.substr(0, name.size() - 1) : name;
  return endsInArn(one) ? names_.guessedArn(one) : name;
}

} // namespace aslc::project
