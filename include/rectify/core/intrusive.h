#pragma once
// intrusive_ptr<T>: a counted pointer to a T that has retain() and release().
#include <rectify/namespaces.h>

#include <cstddef>
#include <memory>
#include <utility>

namespace rectify::api {

template <class T>
class intrusive_ptr {
 public:
  intrusive_ptr() = default;
  intrusive_ptr(std::nullptr_t) {}
  static intrusive_ptr adopt(T* p) {
    intrusive_ptr r;
    r.p_ = p;
    return r;
  }  // takes over one count
  static intrusive_ptr share(T* p) {
    if (p) p->retain();
    return adopt(p);
  }
  intrusive_ptr(const intrusive_ptr& o) : p_(o.p_) {
    if (p_) p_->retain();
  }
  intrusive_ptr(intrusive_ptr&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  template <class U>
  intrusive_ptr(intrusive_ptr<U>&& o) noexcept : p_(o.detach()) {}
  template <class U>
  intrusive_ptr(const intrusive_ptr<U>& o) : p_(o.get()) {
    if (p_) p_->retain();
  }
  intrusive_ptr& operator=(intrusive_ptr o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~intrusive_ptr() {
    if (p_) p_->release();
  }
  T* get() const { return p_; }
  T* operator->() const { return p_; }
  T& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }
  operator std::shared_ptr<T>() const {  // which holds one count
    return p_ ? std::shared_ptr<T>((p_->retain(), p_), [](T* p) { p->release(); }) : std::shared_ptr<T>();
  }
  T* detach() { return std::exchange(p_, nullptr); }
  void reset() { *this = intrusive_ptr(); }
  bool defined() const { return p_ != nullptr; }
  void swap(intrusive_ptr& o) noexcept { std::swap(p_, o.p_); }
  size_t use_count() const { return p_ ? p_->use_count() : 0; }
  bool unique() const { return use_count() == 1; }
  T* release() { return detach(); }
  static intrusive_ptr reclaim(T* p) { return adopt(p); }
  template <class... Args>
  static intrusive_ptr make(Args&&... args) {
    return adopt(new T(std::forward<Args>(args)...));
  }
  friend bool operator==(const intrusive_ptr& a, const intrusive_ptr& b) { return a.p_ == b.p_; }
  friend bool operator==(const intrusive_ptr& a, std::nullptr_t) { return a.p_ == nullptr; }
  friend bool operator!=(const intrusive_ptr& a, const intrusive_ptr& b) { return a.p_ != b.p_; }
  friend bool operator!=(const intrusive_ptr& a, std::nullptr_t) { return a.p_ != nullptr; }

 private:
  T* p_ = nullptr;
};

}  // namespace rectify::api
