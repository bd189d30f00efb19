#include "entrypoint/commands/junit.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/new_file.hpp"
#include "migrate/rehearsal.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

using boost::property_tree::ptree;
using migrate::Rehearsed;
using Verdict = Rehearsed::Verdict;

std::string seconds(base::Duration duration) {
  std::string thousandths = std::to_string(duration.count() % 1000);
  thousandths.insert(0, 3 - thousandths.size(), '0');
  return std::to_string(duration.count() / 1000) + "." + thousandths;
}

std::string lines_of(const Rehearsed& one) {
  std::string text;
  for (const std::string& line : one.left)
    text += "left behind: " + line + "\n";
  for (const std::string& line : one.lost)
    text += "missing now: " + line + "\n";
  return text;
}

ptree failure(const std::string& message, const std::string& text) {
  ptree tree;
  tree.put("<xmlattr>.message", message);
  tree.put_value(text);
  return tree;
}

ptree test_case(const Rehearsed& one) {
  ptree tree;
  tree.put("<xmlattr>.classname", "migrations");
  tree.put("<xmlattr>.name", one.label);
  tree.put("<xmlattr>.time", seconds(one.duration));
  if (one.verdict == Verdict::no_down)
    tree.add_child("skipped", failure("there is no down to test", ""));
  if (one.verdict == Verdict::not_undone)
    tree.add_child("failure", failure("its down does not undo its up", lines_of(one)));
  if (one.verdict == Verdict::failed && one.error)
    tree.add_child("error", failure(one.error->diagnostic().headline, ""));
  return tree;
}

}  // namespace

void write_junit(const std::string& path, const std::vector<Rehearsed>& all) {
  ptree suite;
  suite.put("<xmlattr>.name", "migrexec test");
  suite.put("<xmlattr>.tests", all.size());
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  for (const Rehearsed& one : all) {
    failures += one.verdict == Verdict::not_undone ? 1 : 0;
    errors += one.verdict == Verdict::failed ? 1 : 0;
    skipped += one.verdict == Verdict::no_down ? 1 : 0;
    suite.add_child("testcase", test_case(one));
  }
  suite.put("<xmlattr>.failures", failures);
  suite.put("<xmlattr>.errors", errors);
  suite.put("<xmlattr>.skipped", skipped);
  ptree root;
  root.add_child("testsuites.testsuite", suite);
  std::ostringstream text;
  write_xml(text, root);
  base::replace_file(path, text.str());
}

}  // namespace entrypoint
